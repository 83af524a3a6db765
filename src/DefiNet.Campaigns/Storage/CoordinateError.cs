using DefiNet.Crystals;
using DefiNet.Crystals.Matching;

namespace DefiNet.Campaigns.Storage;

/// <summary>How far a structure is from a reference, as the DefiNet paper measures it.</summary>
public static class CoordinateError
{
    /// <summary>Mean absolute Cartesian component of the differences between the atoms, each to its nearest image, in Angstrom; ghosts are no atoms.</summary>
    /// <exception cref="StoreException">The two do not hold the same atoms in the same order.</exception>
    public static double Of(Structure structure, Structure reference) =>
        structure.Species.AsSpan().SequenceEqual(reference.Species.AsSpan())
            ? Displacements.Between(reference, structure).MeanAbsoluteComponent
            : throw new StoreException($"A structure of {structure.Count} atoms cannot be compared with a reference of {reference.Count}; both must hold the same elements in the same order.");
}
