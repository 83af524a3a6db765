using System.Collections.Immutable;

namespace DefiNet.Crystals.Matching;

/// <summary>How far each atom of one structure is from the same atom of another, by the nearest periodic image.</summary>
public sealed record Displacements
{
    private Displacements(ImmutableArray<Vector3> vectors)
    {
        Vectors = vectors;
        foreach (var vector in vectors)
        {
            Mean += vector.Length / vectors.Length;
            Max = Math.Max(Max, vector.Length);
            MeanAbsoluteComponent += (Math.Abs(vector.X) + Math.Abs(vector.Y) + Math.Abs(vector.Z)) / (3 * vectors.Length);
        }
    }

    /// <summary>Displacement of each atom in Angstrom, from the first structure to the second.</summary>
    public ImmutableArray<Vector3> Vectors { get; }

    /// <summary>Mean length in Angstrom; 0 without atoms.</summary>
    public double Mean { get; }

    /// <summary>Largest length in Angstrom; 0 without atoms.</summary>
    public double Max { get; }

    /// <summary>Mean absolute Cartesian component in Angstrom, the "coordinate MAE" of 2DMD and DefiNet; 0 without atoms.</summary>
    public double MeanAbsoluteComponent { get; }

    /// <summary>Displacements between two structures whose atoms have the same order.</summary>
    /// <param name="from">Where the atoms start; vectors are measured in its cell, so that a strain of the other's is left out.</param>
    /// <param name="to">Where they end.</param>
    /// <exception cref="CrystalException">The structures differ in the number or the elements of their atoms.</exception>
    public static Displacements Between(Structure from, Structure to)
    {
        if (from.Count != to.Count)
            throw new CrystalException($"The structures have {from.Count} and {to.Count} atoms; displacements need the same atoms in the same order.");
        var nearest = new NearestImage(from.Lattice);
        var vectors = ImmutableArray.CreateBuilder<Vector3>(from.Count);
        for (var atom = 0; atom < from.Count; atom++)
        {
            if (from.Species[atom] != to.Species[atom])
                throw new CrystalException($"Atom {atom + 1} is {from.Species[atom]} in one structure and {to.Species[atom]} in the other; displacements need the same atoms in the same order.");
            vectors.Add(nearest.OfFractional(to.Fractional[atom] - from.Fractional[atom]));
        }

        return new(vectors.MoveToImmutable());
    }

    /// <summary>The same for some of the atoms only, such as those that are no ghosts.</summary>
    public Displacements Of(Func<int, bool> isWanted) => new([.. Vectors.Where((_, atom) => isWanted(atom))]);
}
