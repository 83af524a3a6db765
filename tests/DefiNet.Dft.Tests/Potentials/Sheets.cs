using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Potentials;

namespace DefiNet.Dft.Tests.Potentials;

/// <summary>Small supercells of the six hosts, with defects, as the 2DMD data set has them.</summary>
internal static class Sheets
{
    public static readonly string[] Hosts = ["MoS2", "WSe2", "hBN", "GaSe", "InSe", "BP"];

    private static readonly Dictionary<string, string[]> Dopants = new()
    {
        ["MoS2"] = ["W", "Se"],
        ["WSe2"] = ["Mo", "S"],
        ["hBN"] = ["C"],
        ["GaSe"] = ["In", "S"],
        ["InSe"] = ["Ga", "S"],
        ["BP"] = ["N"],
    };

    public static Structure Pristine(string host, int along = 3, int across = 3)
    {
        var cell = Cell(host);
        var species = ImmutableArray.CreateBuilder<Element>();
        var fractional = ImmutableArray.CreateBuilder<Vector3>();
        for (var atom = 0; atom < cell.Count; atom++)
            for (var i = 0; i < along; i++)
                for (var j = 0; j < across; j++)
                {
                    species.Add(cell.Species[atom]);
                    var position = cell.Fractional[atom];
                    fractional.Add(new((position.X + i) / along, (position.Y + j) / across, position.Z));
                }

        return new(cell.Lattice.Repeated(along, across, 1), species.ToImmutable(), fractional.ToImmutable(), host);
    }

    /// <summary>The sheet with some sites emptied (null) or given to another element.</summary>
    public static HostSites With(Structure pristine, params (int Site, string? Element)[] defects)
    {
        var changed = defects.ToDictionary(defect => defect.Site, defect => defect.Element);
        var atomAt = new int[pristine.Count];
        var species = ImmutableArray.CreateBuilder<Element>();
        for (var site = 0; site < pristine.Count; site++)
        {
            if (changed.TryGetValue(site, out var element) && element is null)
            {
                atomAt[site] = -1;
                continue;
            }

            atomAt[site] = species.Count;
            species.Add(element is null ? pristine.Species[site] : Element.Parse(element));
        }

        return new(pristine, [.. atomAt], species.ToImmutable());
    }

    /// <summary>The sheet with a vacancy, two dopants and another vacancy, drawn by a seed.</summary>
    public static HostSites WithRandomDefects(string host, int seed, int along = 4, int across = 4)
    {
        var random = new Random(seed);
        var pristine = Pristine(host, along, across);
        var sites = Enumerable.Range(0, pristine.Count).ToArray();
        random.Shuffle(sites);
        var dopants = Dopants[host];
        return With(pristine, (sites[0], null), (sites[1], dopants[0]), (sites[2], dopants[^1]), (sites[3], null));
    }

    /// <summary>The atoms on their ideal sites.</summary>
    public static Structure Atoms(HostSites sites)
    {
        var fractional = new Vector3[sites.Species.Length];
        for (var site = 0; site < sites.AtomAt.Length; site++)
            if (sites.AtomAt[site] >= 0)
                fractional[sites.AtomAt[site]] = sites.Sites.Fractional[site];
        return new(sites.Sites.Lattice, sites.Species, ImmutableArray.Create(fractional), sites.Sites.Comment);
    }

    /// <summary>Every component moved by up to <paramref name="amount"/> Angstrom.</summary>
    public static Structure Shaken(Structure structure, int seed, double amount)
    {
        var random = new Random(seed);
        double Draw() => (2 * random.NextDouble() - 1) * amount;
        return structure.WithCartesian([.. structure.Cartesian.Select(position => position + new Vector3(Draw(), Draw(), Draw()))]);
    }

    private static Structure Cell(string host) => host switch
    {
        "MoS2" => Structure.Of(Hexagonal(3.1903157, 14.879004), ("Mo", 1.0 / 3, 2.0 / 3, 0.25), ("S", 2.0 / 3, 1.0 / 3, 0.144826), ("S", 2.0 / 3, 1.0 / 3, 0.355174)),
        "WSe2" => Structure.Of(Hexagonal(3.32706951, 15.068951), ("W", 1.0 / 3, 2.0 / 3, 0.25), ("Se", 2.0 / 3, 1.0 / 3, 0.361569), ("Se", 2.0 / 3, 1.0 / 3, 0.138431)),
        "hBN" => Structure.Of(Hexagonal(2.51242846, 20), ("B", 1.0 / 3, 2.0 / 3, 0.192681625), ("N", 2.0 / 3, 1.0 / 3, 0.192681625)),
        "GaSe" => Structure.Of(Hexagonal(3.81906671, 20), ("Ga", 2.0 / 3, 1.0 / 3, 0.38327267), ("Ga", 2.0 / 3, 1.0 / 3, 0.50681713), ("Se", 1.0 / 3, 2.0 / 3, 0.56548028), ("Se", 1.0 / 3, 2.0 / 3, 0.32460952)),
        "InSe" => Structure.Of(Hexagonal(4.09647352, 20), ("In", 1.0 / 3, 2.0 / 3, 0.52943777), ("In", 1.0 / 3, 2.0 / 3, 0.38773463), ("Se", 2.0 / 3, 1.0 / 3, 0.59281346), ("Se", 2.0 / 3, 1.0 / 3, 0.32435894)),
        "BP" => Structure.Of(Lattice.FromParameters(3.299918, 4.600926, 20, 90, 90, 90), ("P", 0, 0.588557, 0.20912339), ("P", 0, 0.411443, 0.31443551), ("P", 0.5, 0.088557, 0.31443551), ("P", 0.5, 0.911443, 0.20912339)),
        _ => throw new ArgumentOutOfRangeException(nameof(host), host, "Not one of the six."),
    };

    private static Lattice Hexagonal(double a, double c) => Lattice.FromParameters(a, a, c, 90, 90, 120);
}
