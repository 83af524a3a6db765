using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DefiNet.Crystals.Neighbours;

/// <summary>Picks the points of a run that lie within a cutoff of a centre.</summary>
/// <remarks>Four points a step; the places of those that are near are packed by a table look-up instead of a branch each. Equals <see cref="RunPlain"/> exactly.</remarks>
internal static class WithinCutoff
{
    // For each mask of four bits, the places of its set bits first.
    private static readonly Vector128<int>[] Places = PlacesByMask();

    /// <summary>Writes the places, from <paramref name="start"/> to before <paramref name="end"/>, of the points within the cutoff to <paramref name="found"/> and returns their number.</summary>
    /// <param name="x">Coordinates of the points; there is room for a vector after <paramref name="end"/>.</param>
    /// <param name="y">As <paramref name="x"/>.</param>
    /// <param name="z">As <paramref name="x"/>.</param>
    /// <param name="start">First point.</param>
    /// <param name="end">The point after the last.</param>
    /// <param name="centre">The centre.</param>
    /// <param name="squaredCutoff">Square of the cutoff.</param>
    /// <param name="found">At least <c>end - start + 4</c> long.</param>
    public static int Run(double[] x, double[] y, double[] z, int start, int end, Vector3 centre, double squaredCutoff, Span<int> found)
    {
        if (!Vector256.IsHardwareAccelerated)
            return RunPlain(x, y, z, start, end, centre, squaredCutoff, found);

        if (end + Vector256<double>.Count > Math.Min(x.Length, Math.Min(y.Length, z.Length)) || found.Length < end - start + Vector128<int>.Count)
            throw new ArgumentException("The arrays are too short for a vectorised search.", nameof(found));
        ref var xs = ref MemoryMarshal.GetArrayDataReference(x);
        ref var ys = ref MemoryMarshal.GetArrayDataReference(y);
        ref var zs = ref MemoryMarshal.GetArrayDataReference(z);
        ref var places = ref MemoryMarshal.GetArrayDataReference(Places);
        ref var target = ref MemoryMarshal.GetReference(found);
        var (cx, cy, cz) = (Vector256.Create(centre.X), Vector256.Create(centre.Y), Vector256.Create(centre.Z));
        var limit = Vector256.Create(squaredCutoff);
        var count = 0;
        for (var i = start; i < end; i += Vector256<double>.Count)
        {
            var dx = Vector256.LoadUnsafe(ref xs, (nuint)i) - cx;
            var dy = Vector256.LoadUnsafe(ref ys, (nuint)i) - cy;
            var dz = Vector256.LoadUnsafe(ref zs, (nuint)i) - cz;
            var near = Vector256.LessThanOrEqual(dx * dx + dy * dy + dz * dz, limit).ExtractMostSignificantBits();
            if (end - i < Vector256<double>.Count)
                near &= (1u << (end - i)) - 1;
            (Unsafe.Add(ref places, near) + Vector128.Create(i)).StoreUnsafe(ref target, (nuint)count);
            count += BitOperations.PopCount(near);
        }

        return count;
    }

    /// <summary>The same, one point at a time.</summary>
    public static int RunPlain(double[] x, double[] y, double[] z, int start, int end, Vector3 centre, double squaredCutoff, Span<int> found)
    {
        var count = 0;
        for (var i = start; i < end; i++)
        {
            var (dx, dy, dz) = (x[i] - centre.X, y[i] - centre.Y, z[i] - centre.Z);
            if (dx * dx + dy * dy + dz * dz <= squaredCutoff)
                found[count++] = i;
        }

        return count;
    }

    private static Vector128<int>[] PlacesByMask()
    {
        var places = new Vector128<int>[16];
        Span<int> set = stackalloc int[4];
        for (var mask = 0; mask < 16; mask++)
        {
            set.Clear();
            var count = 0;
            for (var bit = 0; bit < 4; bit++)
                if ((mask & 1 << bit) != 0)
                    set[count++] = bit;
            places[mask] = Vector128.Create<int>(set);
        }

        return places;
    }
}
