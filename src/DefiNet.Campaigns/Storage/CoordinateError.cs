using DefiNet.Crystals;

namespace DefiNet.Campaigns.Storage;

/// <summary>How far a structure is from a reference, as the DefiNet paper measures it.</summary>
public static class CoordinateError
{
    /// <summary>Mean absolute Cartesian component of the differences between the atoms, each to its nearest image, in Angstrom. The reference's cell holds; ghosts are no atoms.</summary>
    /// <exception cref="StoreException">The two do not hold the same atoms in the same order.</exception>
    public static double Of(Structure structure, Structure reference)
    {
        if (!structure.Species.AsSpan().SequenceEqual(reference.Species.AsSpan()))
            throw new StoreException($"A structure of {structure.Count} atoms cannot be compared with a reference of {reference.Count}; both must hold the same elements in the same order.");
        if (structure.Count == 0)
            return 0;
        var sum = 0.0;
        for (var atom = 0; atom < structure.Count; atom++)
        {
            var displacement = EndStates.NearestImage(reference.Lattice, structure.Fractional[atom] - reference.Fractional[atom]);
            sum += Math.Abs(displacement.X) + Math.Abs(displacement.Y) + Math.Abs(displacement.Z);
        }

        return sum / (3 * structure.Count);
    }
}
