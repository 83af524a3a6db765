using DefiNet.Crystals;

namespace DefiNet.Campaigns.Running;

/// <summary>Whether two runs of one configuration ended in the same state.</summary>
public static class EndStates
{
    /// <summary>Ends further apart in energy than this, in eV for the whole cell, are different states.</summary>
    public const double EnergyTolerance = 0.02;

    /// <summary>Ends in which one atom lies further apart than this, in Angstrom, are different states.</summary>
    public const double DistanceTolerance = 0.2;

    /// <summary>Whether both lie within the tolerances.</summary>
    public static bool AreEqual(double energyDifference, double distance) =>
        Math.Abs(energyDifference) <= EnergyTolerance && distance <= DistanceTolerance;
}
