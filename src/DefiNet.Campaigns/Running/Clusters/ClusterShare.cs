using System.Diagnostics;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>What all campaigns of this process share of a cluster: one look for all of them, the pace of submissions, and the room in its queue.</summary>
internal sealed class ClusterShare
{
    private const int MaxGone = 1000;
    private static readonly TimeSpan LongestGathering = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WhileAnotherLooks = TimeSpan.FromSeconds(0.05);
    private static readonly Dictionary<(string?, string?, string, string), ClusterShare> Known = [];

    private readonly (string?, string?, string, string) _key;
    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly HashSet<ClusterSeat> _seats = [];
    private SubmissionPace _pace;
    private Round? _gathering;
    private int _looking;

    private ClusterShare((string?, string?, string, string) key, int perMinute) => (_key, _pace) = (key, new(perMinute));

    /// <summary>Takes part in what is shared of a cluster.</summary>
    public static ClusterSeat Join(ClusterDefinition cluster)
    {
        var key = (cluster.Host, cluster.SshConfig, cluster.Scheduler, cluster.Folder);
        lock (Known)
        {
            if (!Known.TryGetValue(key, out var share))
                Known[key] = share = new(key, cluster.MaxSubmissionsPerMinute);
            return share.Add(cluster);
        }
    }

    private TimeSpan Now => _clock.Elapsed;

    public void Leave(ClusterSeat seat)
    {
        lock (Known)
        {
            lock (_gate)
                _seats.Remove(seat);
            if (_seats.Count == 0 && Known.GetValueOrDefault(_key) == this)
                Known.Remove(_key);
        }
    }

    /// <summary>So many of the jobs that a seat would submit there is room for; they are its own until it claims anew.</summary>
    /// <param name="seat">The seat.</param>
    /// <param name="limit">Most jobs in the queue.</param>
    /// <param name="seen">Jobs that the last look saw there.</param>
    /// <param name="unseen">Jobs of the seat that it did not see.</param>
    /// <param name="wanted">Jobs that the seat would submit at most.</param>
    public int Reserve(ClusterSeat seat, int limit, int seen, int unseen, int wanted)
    {
        lock (_gate)
        {
            var others = _seats.Where(other => other != seat).Sum(other => other.Claimed);
            var room = Math.Clamp(limit - seen - unseen - others, 0, Math.Max(0, wanted));
            seat.Claimed = unseen + room;
            return room;
        }
    }

    /// <summary>Says how many jobs of a seat the last look did not see.</summary>
    public void Claim(ClusterSeat seat, int unseen)
    {
        lock (_gate)
            seat.Claimed = unseen;
    }

    /// <summary>So many of the wanted submissions may go now; they are noted.</summary>
    public int TakePace(int wanted)
    {
        lock (_gate)
        {
            var free = Math.Min(wanted, _pace.Free(Now));
            _pace.Note(free, Now);
            return free;
        }
    }

    /// <summary>Time until a submission may go.</summary>
    public TimeSpan UntilPaceIsFree()
    {
        lock (_gate)
            return _pace.NextFree(Now) - Now;
    }

    /// <summary>Time until a seat is to look: while another's look is under way its end is waited for, since that sets the time of the next.</summary>
    public TimeSpan UntilNextLook(ClusterSeat seat)
    {
        lock (_gate)
            return seat.NextLook is not { } next ? TimeSpan.Zero : next <= Now && _looking > 0 ? WhileAnotherLooks : next - Now;
    }

    /// <summary>Looks once for all seats that come to it within a moment.</summary>
    public async Task<QueueAnswer> LookAsync(ClusterSeat seat, ClusterLink link, QueueQuestion question, CancellationToken stop)
    {
        while (true)
        {
            Round round;
            bool leads;
            lock (_gate)
            {
                leads = _gathering is null;
                round = _gathering ??= new();
                round.Questions[seat] = question;
                if (_seats.IsSubsetOf(round.Questions.Keys))
                    round.AllAreHere.TrySetResult();
            }

            if (leads)
                return await LeadAsync(round, link, stop).ConfigureAwait(false);
            try
            {
                return await round.Answer.Task.WaitAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // The campaign that asked for all of them was ended: another asks.
            }
        }
    }

    private ClusterSeat Add(ClusterDefinition cluster)
    {
        var seat = new ClusterSeat(this);
        lock (_gate)
        {
            if (_pace.PerMinute != cluster.MaxSubmissionsPerMinute)
                _pace = _pace.With(cluster.MaxSubmissionsPerMinute);
            _seats.Add(seat);
        }

        return seat;
    }

    private async Task<QueueAnswer> LeadAsync(Round round, ClusterLink link, CancellationToken stop)
    {
        try
        {
            var gathering = link.Definition.Poll / 4;
            await round.AllAreHere.Task.WaitAsync(gathering < LongestGathering ? gathering : LongestGathering, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.ThrowIfCancellationRequested();
            QueueQuestion question;
            lock (_gate)
            {
                _gathering = null;
                _looking++;
                question = Together([.. round.Questions.Values]);
            }

            QueueAnswer? answer = null;
            try
            {
                answer = await link.Scheduler.LookAsync(link.Host, question, stop).ConfigureAwait(false);
            }
            finally
            {
                lock (_gate)
                {
                    _looking--;
                    if (answer is not null)
                        SetNext(round, link.Definition.Poll);
                }
            }

            round.Answer.SetResult(answer);
            return answer;
        }
        catch (OperationCanceledException)
        {
            Close(round);
            round.Answer.SetCanceled(CancellationToken.None);
            throw;
        }
        catch (Exception failure)
        {
            Close(round);
            round.Answer.SetException(failure);
            _ = round.Answer.Task.Exception; // there may be nobody else to see it
            throw;
        }
    }

    // Who was busy and missed it waits for the next; who has never looked does not.
    private void SetNext(Round round, TimeSpan poll)
    {
        foreach (var seat in _seats)
            if (seat.NextLook is not null || round.Questions.ContainsKey(seat))
                seat.NextLook = Now + poll;
    }

    private void Close(Round round)
    {
        lock (_gate)
            if (_gathering == round)
                _gathering = null;
    }

    private static QueueQuestion Together(List<QueueQuestion> questions)
    {
        if (questions is [var only])
            return only;
        // Of each as many as there is room for, the longest absent first.
        var gone = new List<SubmittedJob>();
        var names = new HashSet<string>();
        for (var index = 0; gone.Count < MaxGone && questions.Exists(question => index < question.Gone.Count); index++)
            foreach (var question in questions)
                if (index < question.Gone.Count && gone.Count < MaxGone && names.Add(question.Gone[index].Token))
                    gone.Add(question.Gone[index]);
        return new QueueQuestion
        {
            Gone = gone,
            Acknowledged = [.. questions.SelectMany(question => question.Acknowledged).Distinct()],
            Live = [.. questions.SelectMany(question => question.Live)],
        };
    }

    // A look that is about to be made.
    private sealed class Round
    {
        public Dictionary<ClusterSeat, QueueQuestion> Questions { get; } = [];

        public TaskCompletionSource AllAreHere { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<QueueAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
