using System.Globalization;
using Quartz;

namespace DefiNet.Server.Schedules;

/// <summary>What Quartz runs at a schedule's times: one at a time for each schedule, and again on another server when the first died in it.</summary>
[DisallowConcurrentExecution]
internal sealed class ScheduleJob : IJob
{
    public const string Id = "id", ByHand = "by-hand";

    private readonly ScheduleBook _book;

    public ScheduleJob(ScheduleBook book) => _book = book;

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var id = long.Parse((string)context.JobDetail.JobDataMap[Id]!, CultureInfo.InvariantCulture);
        var due = context.MergedJobDataMap.ContainsKey(ByHand) ? null : context.ScheduledFireTimeUtc;
        await _book.FireAsync(id, due, cancellationToken).ConfigureAwait(false);
    }
}
