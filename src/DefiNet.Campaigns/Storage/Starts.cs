using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Crystals;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Storage;

/// <summary>Starts as rows.</summary>
public static class Starts
{
    /// <summary>The row of a start.</summary>
    /// <param name="configurationId">Configuration it was made from.</param>
    /// <param name="relaxer">Name of the relaxer.</param>
    /// <param name="modelId">Model behind it; null without one.</param>
    /// <param name="start">What the relaxer made.</param>
    /// <param name="reference">The published DFT minimum, same order of atoms; null where none is known.</param>
    public static StartRow RowOf(long configurationId, string relaxer, long? modelId, RelaxedStart start, Structure? reference = null) => new()
    {
        ConfigurationId = configurationId,
        Relaxer = relaxer,
        ModelId = modelId,
        Structure = StructureBlob.Of(start.Structure),
        Steps = start.Steps,
        Converged = start.Converged,
        Seconds = start.Seconds,
        MeanDisplacementA = start.MeanDisplacement,
        MaxDisplacementA = start.MaxDisplacement,
        EnergyStartEv = start.EnergyStart,
        EnergyEndEv = start.EnergyEnd,
        Gate = start.Gate,
        MaeA = reference is null ? null : CoordinateError.Of(start.Structure, reference),
    };
}
