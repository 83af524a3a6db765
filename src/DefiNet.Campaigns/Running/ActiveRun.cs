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

    public required long Id { get; init; }

    public required string Token { get; init; }

    public required long ConfigurationId { get; init; }

    public required string Relaxer { get; init; }

    public required bool Pristine { get; init; }

    public required RunState State { get; set; }

    public required int Parts { get; set; }

    /// <summary>First part that counts; those before it were run with other settings.</summary>
    public required int FirstPart { get; set; }

    /// <summary>Folder that holds the parts; null before the run is submitted.</summary>
    public required string? Folder { get; set; }

    /// <summary>Time until the next look at the engine: the longer it runs, the rarer.</summary>
    public TimeSpan UntilNextLook => _nextLook - _clock.Elapsed;

    public string CurrentPart => PartFolder(Parts);

    public string[] AllParts => [.. Enumerable.Range(FirstPart, Parts - FirstPart + 1).Select(PartFolder)];

    public string PartFolder(int part) => Path.Combine(Folder!, string.Create(CultureInfo.InvariantCulture, $"part-{part}"));

    public void Looked()
    {
        var age = _clock.Elapsed;
        var pause = age / LooksPerLifetime;
        _nextLook = age + (pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause);
    }
}
