using DefiNet.Crystals;

namespace DefiNet.Dft.Surrogate;

/// <summary>How far POTIM lets the ions go.</summary>
internal static class StepScale
{
    /// <summary>Displacement in Angstrom per eV/Angstrom of force and unit of POTIM: ten times one eV/Angstrom over one atomic mass unit, in Angstrom per square femtosecond. All ions count as equally heavy.</summary>
    public const double AngstromPerForce = 0.0964853;

    /// <summary>No ion moves farther than this, in Angstrom, in one step: a safeguard of this program.</summary>
    public const double LongestMove = 0.3;

    /// <summary>The largest of 1 and less by which a displacement may be multiplied to stay within <see cref="LongestMove"/>.</summary>
    public static double Limit(ReadOnlySpan<Vector3> displacement, double factor)
    {
        var longest = 0.0;
        foreach (var move in displacement)
            longest = Math.Max(longest, move.LengthSquared);
        longest = Math.Sqrt(longest) * Math.Abs(factor);
        return longest > LongestMove ? LongestMove / longest : 1;
    }

    /// <summary>Sum of the scalar products of two fields of vectors.</summary>
    public static double Dot(ReadOnlySpan<Vector3> a, ReadOnlySpan<Vector3> b)
    {
        var sum = 0.0;
        for (var atom = 0; atom < a.Length; atom++)
            sum += Vector3.Dot(a[atom], b[atom]);
        return sum;
    }
}
