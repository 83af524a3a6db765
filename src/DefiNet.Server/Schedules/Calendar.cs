using DefiNet.Campaigns.Scheduling;
using DefiNet.Campaigns.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using Quartz;

namespace DefiNet.Server.Schedules;

/// <summary>Puts Quartz into the server: its tables lie in the campaigns' store, and on PostgreSQL several servers share them.</summary>
internal static class Calendar
{
    private const string SchedulerName = "definet";
    private const int Threads = 4;

    public static void Add(IServiceCollection services, StoreAddress address)
    {
        services.AddSingleton<IScheduledWork, CampaignWork>().AddSingleton<IScheduledWork, CampaignAgainWork>().AddSingleton<IScheduledWork, WorkflowWork>();
        services.AddSingleton<ScheduleBook>();
        services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(Threads);
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = SchedulerName;
                scheduler.GenerateInstanceId = true;
            });
            quartz.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                store.UseSystemTextJsonSerializer();
                store.ConfigureStore(options => options.StoreJobDataAsStrings = true);
                if (address.IsPostgres)
                {
                    store.UsePostgres(NpgsqlFactory.Instance, address.ConnectionString);
                    store.UseClustering();
                }
                else
                {
                    store.UseSqlite(SqliteFactory.Instance, new SqliteConnectionStringBuilder { DataSource = address.File!, DefaultTimeout = 60 }.ConnectionString);
                }
            });
        });
        services.AddHostedService<CalendarStart>();
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }

    private sealed class CalendarStart(ScheduleBook book) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => book.BringTogetherAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
