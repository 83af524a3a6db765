using System.Diagnostics;
using System.Globalization;
using DefiNet.Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;

namespace DefiNet.Benchmarks.Workflows;

/// <summary>Triggers that Quartz fires a second from its own persistent store on the same PostgreSQL, with a job that does nothing.</summary>
internal static class QuartzLoad
{
    private const int Threads = 16;
    private const int Batch = 10;

    private static int _fired;

    /// <summary>Fires so many triggers, all due before the first fires, and prints the rate.</summary>
    public static async Task RunAsync(string address, int triggers)
    {
        var store = Store.Open(address);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(Threads);
            quartz.ConfigureScheduler(options => options.MaxBatchSize = Batch);
            quartz.UsePersistentStore(persistent =>
            {
                persistent.ProvisionSchema();
                persistent.UseSystemTextJsonSerializer();
                persistent.UsePostgres(NpgsqlFactory.Instance, store.Address.ConnectionString);
                persistent.UseClustering();
            });
        });
        using var host = builder.Build();
        var scheduler = await host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler().ConfigureAwait(false);
        var job = JobBuilder.Create<Nothing>().WithIdentity("nothing").StoreDurably().Build();
        await scheduler.AddJob(job, new AddJobOptions { Replace = true }).ConfigureAwait(false);
        for (var trigger = 0; trigger < triggers; trigger++)
            await scheduler.ScheduleJob(TriggerBuilder.Create().WithIdentity($"t{trigger}").ForJob(job).StartNow().Build()).ConfigureAwait(false);

        await using var engine = new LoadHost(address, 0);
        var before = ProcessorSeconds.Now(engine.Postmaster);
        var clock = Stopwatch.StartNew();
        await scheduler.Start().ConfigureAwait(false);
        while (Volatile.Read(ref _fired) < triggers && clock.Elapsed.TotalMinutes < 5)
            await Task.Delay(20).ConfigureAwait(false);
        var (seconds, processor) = (clock.Elapsed.TotalSeconds, ProcessorSeconds.Now(engine.Postmaster) - before);
        await scheduler.Shutdown(waitForJobsToComplete: true).ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Quartz: {_fired} triggers in {seconds:0.00} s: {_fired / seconds:0} a second; processor {1000 * processor.Here / _fired:0.000} ms here and {1000 * processor.Database / _fired:0.000} ms in PostgreSQL for each, so that two cores would fire {2 * _fired / (processor.Here + processor.Database):0} a second"));
    }

    private sealed class Nothing : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _fired);
            return default;
        }
    }
}
