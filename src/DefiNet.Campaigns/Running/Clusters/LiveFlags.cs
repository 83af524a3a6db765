using DefiNet.Dft.Live;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>What looks wrong with a run that is at work.</summary>
internal static class LiveFlags
{
    /// <summary>The energy has been rising for several steps.</summary>
    public const string EnergyClimbs = "energy-climbs";

    /// <summary>Many steps brought nothing.</summary>
    public const string GoesNowhere = "goes-nowhere";

    /// <summary>No step for very long.</summary>
    public const string Silent = "silent";

    // Trial steps of a line search lie above the best by less, or for one or two steps only.
    private const int ClimbingSteps = 4;
    private const double ClimbEv = 0.05;

    private const int IdleSteps = 20;
    private const double IdleEv = 1e-4;
    private static readonly TimeSpan SilentFor = TimeSpan.FromHours(6);

    /// <summary>The flag; null when nothing looks wrong.</summary>
    /// <param name="live">What the output says; null before the first step.</param>
    /// <param name="sinceLastStep">Time since a further step was seen.</param>
    public static string? Of(LiveSteps? live, TimeSpan sinceLastStep)
    {
        if (live is not null && Climbs(live.Energies))
            return EnergyClimbs;
        if (live is not null && live.Steps > IdleSteps && live.Energies.Count > IdleSteps && Idles(live.Energies))
            return GoesNowhere;
        return sinceLastStep > SilentFor ? Silent : null;
    }

    private static bool Climbs(IReadOnlyList<double> energies)
    {
        if (energies.Count <= ClimbingSteps)
            return false;
        var best = energies.SkipLast(ClimbingSteps).Min();
        return energies.TakeLast(ClimbingSteps).All(energy => energy > best) && energies[^1] > best + ClimbEv && energies[^1] >= energies[^ClimbingSteps];
    }

    private static bool Idles(IReadOnlyList<double> energies) =>
        energies.SkipLast(IdleSteps).Min() - energies.TakeLast(IdleSteps).Min() < IdleEv
        && energies.TakeLast(IdleSteps).Max() - energies.TakeLast(IdleSteps).Min() > 10 * IdleEv; // at rest it would have ended
}
