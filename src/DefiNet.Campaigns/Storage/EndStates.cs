using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Crystals;
using DefiNet.Crystals.Matching;

namespace DefiNet.Campaigns.Storage;

/// <summary>Whether the arms of a configuration ended in the same state as its raw arm: same energy and same structure, each within a tolerance.</summary>
public static class EndStates
{
    /// <summary>Energies of one state differ by less, in eV for the whole cell: relaxations that stop at forces of 0.01 eV/Å agree far better.</summary>
    public const double EnergyToleranceEv = 0.02;

    /// <summary>No atom of one state is farther from its place in the other, in Angstrom, the common shift removed: less than a tenth of a bond.</summary>
    public const double DistanceToleranceA = 0.20;

    /// <summary>Compares the ended arms of a configuration with its raw arm and stores what came out. To be called after a record was saved; the caller saves the changes.</summary>
    public static void Update(DefiNetContext context, long configurationId)
    {
        var ended = context.Records
            .Where(record => record.Run!.Start!.ConfigurationId == configurationId)
            .Select(record => new { Record = record, record.Run!.Start!.Relaxer })
            .ToList();
        var raw = ended.SingleOrDefault(arm => arm.Relaxer == "raw")?.Record;
        var rawStructure = raw?.Structure is { } blob ? StructureBlob.Read(blob) : null;
        foreach (var arm in ended)
            if (arm.Relaxer != "raw")
                Compare(arm.Record, raw, rawStructure);
    }

    /// <summary>Largest distance between an atom of one structure and its nearest image in the other, in Angstrom, the mean shift removed; atoms of one element may have changed places. Infinite when the two do not hold the same atoms.</summary>
    public static double Distance(Structure one, Structure other)
    {
        if (!one.Species.AsSpan().SequenceEqual(other.Species.AsSpan()))
            return double.PositiveInfinity;
        if (one.Count == 0)
            return 0;
        var displacements = Displacements.Between(one, other).Vectors;
        var shift = displacements.Aggregate(Vector3.Zero, (sum, displacement) => sum + displacement) / displacements.Length;
        var inOrder = displacements.Max(displacement => (displacement - shift).Length);
        if (inOrder <= DistanceToleranceA)
            return inOrder;
        var exchanged = StructureMatch.Between(one, other, new() { Tolerance = DistanceToleranceA, AllowPermutation = true, AllowTranslation = true });
        return exchanged.Matches ? exchanged.MaxDistance : inOrder;
    }

    private static void Compare(IonicRecordRow arm, IonicRecordRow? raw, Structure? rawStructure)
    {
        if (raw?.EnergyEv is not { } rawEnergy || arm.EnergyEv is not { } energy || rawStructure is null || arm.Structure is null)
        {
            (arm.SameEndState, arm.EndEnergyDifferenceEv, arm.EndDistanceA) = (null, null, null);
            return;
        }

        var distance = Distance(StructureBlob.Read(arm.Structure), rawStructure);
        arm.EndEnergyDifferenceEv = energy - rawEnergy;
        arm.EndDistanceA = double.IsFinite(distance) ? distance : null;
        arm.SameEndState = Math.Abs(energy - rawEnergy) <= EnergyToleranceEv && distance <= DistanceToleranceA;
    }
}
