using DefiNet.Crystals;
using DefiNet.Crystals.Formats;

namespace DefiNet.Benchmarks;

/// <summary>What is measured on: an MoS2 layer whose atoms are a little off their sites, so that no two distances are equal.</summary>
internal static class Layer
{
    private const double Edge = 3.19;
    private const double HalfThickness = 1.565;
    private const double CellHeight = 20;
    private const double Jitter = 0.05;

    /// <summary>A layer of <paramref name="repeat"/> times <paramref name="repeat"/> cells of three atoms.</summary>
    public static Structure Of(int repeat)
    {
        var random = new Random(1);
        var atoms = new List<(string, double, double, double)>();
        for (var i = 0; i < repeat; i++)
            for (var j = 0; j < repeat; j++)
            {
                atoms.Add(("Mo", (i + (1 / 3.0)) / repeat, (j + (2 / 3.0)) / repeat, 0.5));
                atoms.Add(("S", (i + (2 / 3.0)) / repeat, (j + (1 / 3.0)) / repeat, 0.5 + HalfThickness / CellHeight));
                atoms.Add(("S", (i + (2 / 3.0)) / repeat, (j + (1 / 3.0)) / repeat, 0.5 - HalfThickness / CellHeight));
            }

        var ideal = Structure.Of(Lattice.FromParameters(Edge * repeat, Edge * repeat, CellHeight, 90, 90, 120), [.. atoms]);
        return ideal.WithCartesian([.. ideal.Cartesian.Select(position => position + Jitter * new Vector3(Normal(), Normal(), Normal()))]);

        // Box and Muller's transform.
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    /// <summary>Writes a layer as a POSCAR, for others to read.</summary>
    public static void Write(int repeat, string path) => StructureFile.Write(Of(repeat), path, StructureFormat.Poscar);
}
