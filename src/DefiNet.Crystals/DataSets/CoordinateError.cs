namespace DefiNet.Crystals.DataSets;

/// <summary>Mean coordinate error of a group of structures.</summary>
/// <param name="Material">Host of the group.</param>
/// <param name="Density">Half of the data.</param>
/// <param name="Split">Split of the group.</param>
/// <param name="Structures">Number of structures.</param>
/// <param name="MeanAbsoluteError">Mean absolute Cartesian component error in Angstrom, first over the atoms of a structure, then over the structures.</param>
public sealed record CoordinateError(string Material, DefectDensity Density, Split Split, int Structures, double MeanAbsoluteError)
{
    /// <summary>Mean absolute Cartesian component, in Angstrom, of the nearest-image ways between the atoms of two structures of one cell in the same order.</summary>
    /// <exception cref="CrystalException">The numbers of atoms differ.</exception>
    public static double Between(Structure one, Structure other)
    {
        if (one.Count != other.Count)
            throw new CrystalException($"The coordinate error is taken between structures of as many atoms; these have {one.Count} and {other.Count}.");
        if (one.Count == 0)
            return 0;
        var sum = 0.0;
        for (var atom = 0; atom < one.Count; atom++)
        {
            var way = one.Lattice.ToCartesian(PublishedPairs.Rest(other.Fractional[atom] - one.Fractional[atom]));
            sum += Math.Abs(way.X) + Math.Abs(way.Y) + Math.Abs(way.Z);
        }

        return sum / (3 * one.Count);
    }
}
