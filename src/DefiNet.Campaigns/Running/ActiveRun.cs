using System.Diagnostics;
using System.Globalization;

namespace DefiNet.Campaigns.Running;

/// <summary>What the runner keeps in mind of a run that has not come to its end.</summary>
internal sealed class ActiveRun
{
    private const double LooksPerLifetime = 50;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _nextLook;
    private TimeSpan _nextLiveLook = TimeSpan.FromSeconds(5);

    public required long Id { get; init; }

    public required string Token { get; init; }

    public required long ConfigurationId { get; init; }

    public required string Relaxer { get; init; }

    public required bool Pristine { get; init; }

    public required RunState State { get; set; }

    public required int Parts { get; set; }

    /// <summary>First part that counts; those before it were run with other settings.</summary>
    public required int FirstPart { get; set; }

    /// <summary>Folder here that holds the parts; null before the run is submitted.</summary>
    public required string? Folder { get; set; }

    /// <summary>The cluster's row.</summary>
    public required long ClusterId { get; set; }

    /// <summary>Folder of the parts on the cluster; null on this machine, and before the run is submitted.</summary>
    public string? RemoteFolder { get; set; }

    /// <summary>Name of the job that the current part shares with others; null for a job of its own.</summary>
    public string? Pack { get; set; }

    /// <summary>The scheduler's number of the current part's job; null before it is known.</summary>
    public string? SchedulerId { get; set; }

    /// <summary>How the current part's job ended; null before.</summary>
    public string? EndedHow { get; set; }

    /// <summary>Exit code of the current part's engine; null before.</summary>
    public int? ExitCode { get; set; }

    /// <summary>How often it was launched or submitted.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether somebody wants it cancelled.</summary>
    public bool CancelRequested { get; set; }

    /// <summary>Whether the scheduler may have its job without our knowing: the answer to a submission was lost, or a crash came between.</summary>
    public bool Doubtful { get; set; }

    /// <summary>Whether this session asked the scheduler to take its job.</summary>
    public bool Asked { get; set; }

    /// <summary>Whether its folder's earlier submission is seen not to have begun, and never will.</summary>
    public bool SubmitAgain { get; set; }

    /// <summary>Name of the current part, under which its end is told: the token, with the number of a later part.</summary>
    public string Job => JobOf(Parts);

    /// <summary>Name of the current part's job in a scheduler's queue, so that the scheduler can be asked for it.</summary>
    public string QueuedAs => Pack ?? Job;

    /// <summary>Folder of that job on the cluster.</summary>
    public string JobFolder => Pack is null ? RemotePart : $"{RemoteFolder![..RemoteFolder!.LastIndexOf("/runs/", StringComparison.Ordinal)]}/packs/{Pack}";

    /// <summary>The current part's folder on the cluster.</summary>
    public string RemotePart => string.Create(CultureInfo.InvariantCulture, $"{RemoteFolder}/part-{Parts}");

    /// <summary>Time until the next look at the engine: the longer it runs, the rarer.</summary>
    public TimeSpan UntilNextLook => _nextLook - _clock.Elapsed;

    public string CurrentPart => PartFolder(Parts);

    public string[] AllParts => [.. Enumerable.Range(FirstPart, Parts - FirstPart + 1).Select(PartFolder)];

    public string PartFolder(int part) => Path.Combine(Folder!, string.Create(CultureInfo.InvariantCulture, $"part-{part}"));

    public string JobOf(int part) => part == 1 ? Token : string.Create(CultureInfo.InvariantCulture, $"{Token}-{part}");

    /// <summary>Whether it is time to look how far it is, here and then again after a while.</summary>
    public bool LiveLookIsDue()
    {
        if (_clock.Elapsed < _nextLiveLook)
            return false;
        _nextLiveLook = _clock.Elapsed + TimeSpan.FromSeconds(15);
        return true;
    }

    public void Looked()
    {
        var age = _clock.Elapsed;
        var pause = age / LooksPerLifetime;
        _nextLook = age + (pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause);
    }
}
