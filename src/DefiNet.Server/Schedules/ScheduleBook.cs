using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DefiNet.Campaigns.Scheduling;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace DefiNet.Server.Schedules;

/// <summary>Schedules: the rows say what there is, Quartz's tables when it is next. A row and its trigger are brought together at every start.</summary>
internal sealed partial class ScheduleBook
{
    public const string Skip = "skip", Once = "once";

    private const string Group = "schedule";
    private const int MaxSchedules = 1000;
    private const int KeptFirings = 500;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private readonly Store _store;
    private readonly ISchedulerFactory _schedulers;
    private readonly IReadOnlyList<IScheduledWork> _works;

    public ScheduleBook(Store store, ISchedulerFactory schedulers, IEnumerable<IScheduledWork> works) => (_store, _schedulers, _works) = (store, schedulers, [.. works]);

    /// <summary>Kinds of work there are.</summary>
    public IReadOnlyList<IScheduledWork> Works => _works;

    /// <summary>All schedules by name.</summary>
    public IReadOnlyList<ScheduleLine> List()
    {
        using var context = _store.NewContext();
        var rows = context.Schedules.AsNoTracking().OrderBy(row => row.Name).ToList();
        var last = context.ScheduleFirings.AsNoTracking().GroupBy(row => row.ScheduleId).Select(group => group.Max(row => row.Id)).ToList();
        var firings = context.ScheduleFirings.AsNoTracking().Where(row => last.Contains(row.Id)).ToDictionary(row => row.ScheduleId);
        return [.. rows.Select(row => LineOf(row, firings.GetValueOrDefault(row.Id)))];
    }

    /// <summary>A schedule.</summary>
    public ScheduleLine Show(string name)
    {
        using var context = _store.NewContext();
        var row = Find(context, name);
        return LineOf(row, context.ScheduleFirings.AsNoTracking().Where(firing => firing.ScheduleId == row.Id).OrderByDescending(firing => firing.Id).FirstOrDefault());
    }

    /// <summary>What a schedule did, the newest first.</summary>
    public IReadOnlyList<FiringLine> History(string name, int take)
    {
        using var context = _store.NewContext();
        var id = Find(context, name).Id;
        return [.. context.ScheduleFirings.AsNoTracking().Where(row => row.ScheduleId == id).OrderByDescending(row => row.Id).Take(Math.Clamp(take, 1, KeptFirings)).AsEnumerable().Select(LineOf)];
    }

    /// <summary>Makes a schedule.</summary>
    public async Task<ScheduleLine> AddAsync(NewSchedule given, string account, CancellationToken cancellation)
    {
        var row = new ScheduleRow { Name = NameOf(given.Name), Kind = "", Subject = "", Rule = "", TimeZone = "", Misfire = "", Account = account };
        Fill(row, given);
        using (var context = _store.NewContext())
        {
            if (context.Schedules.Any(other => other.Name == row.Name))
                throw new RequestException($"There is a schedule '{row.Name}' already; take another name.", StatusCodes.Status409Conflict);
            if (context.Schedules.Count() >= MaxSchedules)
                throw new RequestException($"There are {MaxSchedules} schedules; drop one first.", StatusCodes.Status409Conflict);
            context.Schedules.Add(row);
            context.SaveChanges();
        }

        await SetTriggerAsync(row, cancellation).ConfigureAwait(false);
        return Show(row.Name);
    }

    /// <summary>Changes everything but the name.</summary>
    public async Task<ScheduleLine> ChangeAsync(string name, NewSchedule given, CancellationToken cancellation)
    {
        ScheduleRow row;
        using (var context = _store.NewContext())
        {
            row = Find(context, name);
            Fill(row, given);
            context.SaveChanges();
        }

        await SetTriggerAsync(row, cancellation).ConfigureAwait(false);
        return Show(name);
    }

    /// <summary>Pauses or resumes.</summary>
    public async Task<ScheduleLine> PauseAsync(string name, bool paused, CancellationToken cancellation)
    {
        ScheduleRow row;
        using (var context = _store.NewContext())
        {
            row = Find(context, name);
            row.Paused = paused;
            context.SaveChanges();
        }

        // A new trigger rather than a resumed one: what was paused was not missed.
        await SetTriggerAsync(row, cancellation).ConfigureAwait(false);
        return Show(name);
    }

    /// <summary>Does the work now, beside its times.</summary>
    public async Task RunNowAsync(string name, CancellationToken cancellation)
    {
        ScheduleRow row;
        using (var context = _store.NewContext())
            row = Find(context, name);
        var scheduler = await _schedulers.GetScheduler(cancellation).ConfigureAwait(false);
        await scheduler.TriggerJob(JobOf(row.Id), new JobDataMap { [ScheduleJob.ByHand] = "yes" }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Drops a schedule and its history.</summary>
    public async Task DropAsync(string name, CancellationToken cancellation)
    {
        long id;
        using (var context = _store.NewContext())
        {
            var row = Find(context, name);
            id = row.Id;
            context.Schedules.Remove(row);
            context.SaveChanges();
        }

        var scheduler = await _schedulers.GetScheduler(cancellation).ConfigureAwait(false);
        await scheduler.DeleteJob(JobOf(id), cancellation).ConfigureAwait(false);
    }

    /// <summary>The next ten dates of a rule that is not stored.</summary>
    public static IReadOnlyList<DateTimeOffset> Preview(ScheduleRule rule, string? timeZone)
    {
        var zone = ZoneOf(timeZone);
        return rule.Checked(zone).Next(zone, DateTimeOffset.UtcNow, 10);
    }

    /// <summary>Makes sure that every row has its job and trigger, after a crash between the two.</summary>
    public async Task BringTogetherAsync(CancellationToken cancellation)
    {
        List<ScheduleRow> rows;
        using (var context = _store.NewContext())
            rows = [.. context.Schedules.AsNoTracking()];
        var scheduler = await _schedulers.GetScheduler(cancellation).ConfigureAwait(false);
        foreach (var row in rows)
            if (!await scheduler.Exists(JobOf(row.Id), cancellation).ConfigureAwait(false))
                await SetTriggerAsync(row, cancellation).ConfigureAwait(false);
    }

    /// <summary>Does the work of a schedule and keeps what came of it. A firing that an ended server left open is closed.</summary>
    internal async Task FireAsync(long id, DateTimeOffset? due, CancellationToken cancellation)
    {
        ScheduleRow? row;
        ScheduleFiringRow firing;
        using (var context = _store.NewContext())
        {
            row = context.Schedules.AsNoTracking().SingleOrDefault(schedule => schedule.Id == id);
            if (row is null)
                return;
            context.ScheduleFirings.Where(other => other.ScheduleId == id && other.State == "running")
                .ExecuteUpdate(other => other.SetProperty(column => column.State, "failed").SetProperty(column => column.Outcome, "The server ended before it was done."));
            firing = new() { ScheduleId = id, DueAt = due?.UtcDateTime, State = "running" };
            context.ScheduleFirings.Add(firing);
            context.SaveChanges();
        }

        var (state, outcome) = await TryAsync(row, due, firing, cancellation).ConfigureAwait(false);
        using (var context = _store.NewContext())
        {
            var ended = DateTime.UtcNow;
            context.ScheduleFirings.Where(other => other.Id == firing.Id)
                .ExecuteUpdate(other => other.SetProperty(column => column.State, state).SetProperty(column => column.Outcome, outcome).SetProperty(column => column.EndedAt, ended));
            var old = context.ScheduleFirings.Where(other => other.ScheduleId == id).OrderByDescending(other => other.Id).Skip(KeptFirings).Select(other => other.Id).FirstOrDefault();
            context.ScheduleFirings.Where(other => other.ScheduleId == id && other.Id <= old).ExecuteDelete();
        }
    }

    private async Task<(string State, string Outcome)> TryAsync(ScheduleRow row, DateTimeOffset? due, ScheduleFiringRow firing, CancellationToken cancellation)
    {
        var time = due ?? new(firing.StartedAt, TimeSpan.Zero);
        var key = string.Create(CultureInfo.InvariantCulture, $"schedule-{row.Id}-{time.UtcDateTime:yyyyMMdd'T'HHmmss}");
        try
        {
            return ("done", await WorkOf(row.Kind).RunAsync(new(row.Name, row.Subject, time, key), cancellation).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // Whatever goes wrong is kept in the history, where a person looks.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return ("failed", failure.Message);
        }
    }

    private async Task SetTriggerAsync(ScheduleRow row, CancellationToken cancellation)
    {
        var scheduler = await _schedulers.GetScheduler(cancellation).ConfigureAwait(false);
        var zone = ZoneOf(row.TimeZone);
        var rule = RuleOf(row);
        var job = JobBuilder.Create<ScheduleJob>().WithIdentity(JobOf(row.Id)).WithDescription(row.Name).StoreDurably().RequestRecovery()
            .UsingJobData(ScheduleJob.Id, row.Id.ToString(CultureInfo.InvariantCulture)).Build();
        await scheduler.DeleteJob(job.Key, cancellation).ConfigureAwait(false);
        // Quartz refuses a trigger whose dates have all passed; the work can still be done by hand.
        if (row.Paused || rule.Next(zone, DateTimeOffset.UtcNow, 1).Count == 0)
        {
            await scheduler.AddJob(job, AddJobOptions.Replacing, cancellation).ConfigureAwait(false);
            return;
        }

        // A rule that counts hours begins at its next date, lest Quartz makes up for those since its first.
        var trigger = TriggerBuilder.Create().WithIdentity(new TriggerKey(job.Key.Name, Group)).ForJob(job.Key)
            .StartAt(rule.StartIn(zone) is { } begin && begin < DateTimeOffset.UtcNow ? rule.Next(zone, DateTimeOffset.UtcNow, 1)[0] : rule.StartIn(zone) ?? DateTimeOffset.UtcNow)
            .WithSchedule(rule.ToSchedule(zone, row.Misfire)).Build();
        await scheduler.ScheduleJob(job, trigger, ScheduleJobOptions.Replacing, cancellation).ConfigureAwait(false);
    }

    private void Fill(ScheduleRow row, NewSchedule given)
    {
        var zone = ZoneOf(given.TimeZone);
        var work = WorkOf(given.Kind);
        if (!work.Subjects().Contains(given.Subject))
            throw new RequestException($"'{(given.Subject.Length > 100 ? given.Subject[..100] : given.Subject)}' is nothing that the work '{work.Kind}' can be done to.");
        (row.Kind, row.Subject, row.TimeZone) = (work.Kind, given.Subject, zone.Id);
        row.Rule = JsonSerializer.Serialize(given.Rule.Checked(zone), Json);
        row.Misfire = given.Misfire switch
        {
            null or Skip => Skip,
            Once => Once,
            _ => throw new RequestException($"Missed times are either left out (skip) or made up for once (once); '{given.Misfire}' is neither."),
        };
    }

    private IScheduledWork WorkOf(string kind) =>
        _works.FirstOrDefault(work => work.Kind == kind) ?? throw new RequestException($"There is no work of the kind '{kind}'; there is {string.Join(", ", _works.Select(work => work.Kind))}.");

    private static ScheduleLine LineOf(ScheduleRow row, ScheduleFiringRow? last)
    {
        var (rule, zone) = (RuleOf(row), ZoneOf(row.TimeZone));
        return new(row.Name, row.Kind, row.Subject, rule, rule.Text, row.TimeZone, row.Misfire, row.Paused, row.Account, row.CreatedAt, row.Paused ? [] : rule.Next(zone, DateTimeOffset.UtcNow, 10), last is null ? null : LineOf(last));
    }

    private static FiringLine LineOf(ScheduleFiringRow row) => new(row.DueAt, row.StartedAt, row.EndedAt, row.State, row.Outcome);

    private static ScheduleRule RuleOf(ScheduleRow row) => JsonSerializer.Deserialize<ScheduleRule>(row.Rule, Json)!;

    private static TimeZoneInfo ZoneOf(string? id)
    {
        if (string.IsNullOrWhiteSpace(id))
            return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(id.Trim(), out var zone) ? zone : throw new RequestException($"There is no time zone '{(id.Length > 60 ? id[..60] : id)}'; it must be a name such as Europe/Berlin.");
    }

    private static ScheduleRow Find(DefiNetContext context, string name) =>
        context.Schedules.SingleOrDefault(row => row.Name == name) ?? throw new RequestException($"There is no schedule '{(name.Length > 100 ? name[..100] : name)}'.", StatusCodes.Status404NotFound);

    private static string NameOf(string name) =>
        NamePattern().IsMatch(name.Trim()) ? name.Trim() : throw new RequestException("The name must be letters, digits, blanks, dots, dashes and underscores, at most 100, and begin with a letter or digit.");

    private static JobKey JobOf(long id) => new(id.ToString(CultureInfo.InvariantCulture), Group);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
