using System.Collections.Immutable;
using DefiNet.Crystals.Defects;

namespace DefiNet.Crystals.Tests.Defects;

public sealed class DefectFinderTests
{
    public static TheoryData<string, int, int> Supercells => new()
    {
        { "MoS2", 8, 8 }, { "WSe2", 5, 7 }, { "hBN", 6, 6 }, { "GaSe", 4, 5 }, { "InSe", 6, 6 }, { "BP", 6, 4 },
    };

    [Theory, MemberData(nameof(Supercells))]
    public void What_was_generated_is_found_again(string host, int a, int b)
    {
        var configuration = Made(host, a, b, seed: 1);

        foreach (var given in new[] { Host.TryBuiltIn(host), null })
        {
            var found = DefectFinder.Find(given, configuration.Structure);

            Assert.Equal(host, found.Host.Name);
            AssertSame(configuration, found.Configuration);
            Assert.Equal(Vector3.Zero, found.Shift);
        }
    }

    [Theory, MemberData(nameof(Supercells))]
    public void Relaxed_shifted_shuffled_and_wrapped_atoms_are_found_again(string host, int a, int b)
    {
        var configuration = Made(host, a, b, seed: 2);
        var random = new Random(3);
        var structure = configuration.Structure;
        var reach = 0.25 * Host.TryBuiltIn(host)!.NearestNeighbourDistance;
        var shift = new Vector3(0.1, -0.05, 4.2);
        var order = Enumerable.Range(0, structure.Count).ToArray();
        random.Shuffle(order);
        var moved = new Structure(
            structure.Lattice,
            [.. order.Select(atom => structure.Species[atom])],
            [.. order.Select(atom => structure.Lattice.ToFractional(structure.Cartesian[atom] + shift + reach * RandomVector(random)).WrapToUnit())]);

        var found = DefectFinder.Find(Host.TryBuiltIn(host), moved);

        Assert.Equal(configuration.CanonicalHash, found.Configuration.CanonicalHash);
        Assert.Equal(configuration.Descriptor, found.Configuration.Descriptor);
        Assert.InRange((found.Shift - shift).Length, 0, 0.1);
        Assert.Equal(order.Select(atom => configuration.Sites[atom]), found.Configuration.Sites.Take(structure.Count));
    }

    [Theory]
    [InlineData(0, 0, 3.1)]
    [InlineData(1.0, 2.2, -2.0)]
    [InlineData(11.7, -7.9, 9.99)]
    public void A_layer_moved_anywhere_has_the_same_defects(double x, double y, double z)
    {
        var configuration = Made("MoS2", 8, 8, seed: 4);
        var moved = configuration.Structure.WithCartesian([.. configuration.Structure.Cartesian.Select(position => position + new Vector3(x, y, z))]);

        var found = DefectFinder.Find(null, moved);

        Assert.Equal(configuration.CanonicalHash, found.Configuration.CanonicalHash);
    }

    [Fact]
    public void A_layer_of_another_thickness_in_another_vacuum_has_the_same_defects_and_ghosts_at_its_own_height()
    {
        // The published low-density WSe2 starts: chalcogen-chalcogen 3.13 instead of 3.36 Å, c = 14.879 instead of 15.069 Å.
        var thin = new Host("WSe2", Structure.Of(
            Lattice.FromParameters(3.327, 3.327, 14.879, 90, 90, 120),
            ("W", 0.33336, 0.66664, 0.25), ("Se", 0.66664, 0.33336, 0.14483), ("Se", 0.66664, 0.33336, 0.35517)));
        var configuration = ConfigurationBuilder.Build(new Supercell(thin, 8, 8), [new(4, null), new(31, Element.Parse("S")), new(60, Element.Parse("Mo"))]);

        var found = DefectFinder.Find(Host.TryBuiltIn("WSe2"), configuration.Structure);

        Assert.Equal("V_Se + Mo_W + S_Se", found.Configuration.Descriptor);
        Assert.Equal(configuration.CanonicalHash, found.Configuration.CanonicalHash);
        var ghost = found.Configuration.WithGhosts.Cartesian[^1];
        Assert.InRange((ghost - configuration.WithGhosts.Cartesian[^1]).Length, 0, 0.01);
    }

    // The same crystal by other vectors: 60° instead of 120°, a and b exchanged, both reversed (the layer turned by 180°), c reversed.
    [Theory]
    [InlineData("MoS2", 6, 6, 1, 0, 1, 1, 1)]
    [InlineData("MoS2", 6, 6, 0, 1, 1, 0, 1)]
    [InlineData("GaSe", 4, 4, -1, 0, 0, -1, 1)]
    [InlineData("GaSe", 4, 4, -1, 0, -1, -1, 1)]
    [InlineData("BP", 3, 5, 0, 1, 1, 0, 1)]
    [InlineData("hBN", 6, 6, 1, 0, 0, 1, -1)]
    public void Other_vectors_of_the_same_lattice_give_the_same_defects(string host, int a, int b, int i, int j, int k, int l, int up)
    {
        var configuration = Made(host, a, b, seed: 5);
        var own = configuration.Structure.Lattice;
        var other = Structure.FromCartesian(new(i * own.A + j * own.B, k * own.A + l * own.B, up * own.C), configuration.Structure.Species, configuration.Structure.Cartesian);
        other = other.WithFractional([.. other.Fractional.Select(position => position.WrapToUnit())]);

        foreach (var given in new[] { Host.TryBuiltIn(host), null })
        {
            var found = DefectFinder.Find(given, other).Configuration;

            Assert.Equal(configuration.CanonicalHash, found.CanonicalHash);
            Assert.Equal(other.Lattice, found.WithGhosts.Lattice);

            // Every ghost sits where no atom is, and where an atom of the pristine layer would be.
            foreach (var ghost in found.WithGhosts.Fractional.Skip(other.Count))
                Assert.True(found.Structure.Fractional.Min(position => Distance(other.Lattice, position, ghost)) > 0.9 * Host.TryBuiltIn(host)!.NearestNeighbourDistance);
        }

        static double Distance(Lattice lattice, Vector3 one, Vector3 other)
        {
            var way = one - other;
            return lattice.ToCartesian(new(way.X - Math.Round(way.X), way.Y - Math.Round(way.Y), way.Z - Math.Round(way.Z))).Length;
        }
    }

    [Fact]
    public void A_layer_turned_by_180_degrees_is_still_the_layer()
    {
        // Mo at (2/3, 1/3) and S at (1/3, 2/3) instead of the other way round: no shift makes one of the other.
        var turned = new Host("MoS2", Structure.Of(
            Lattice.FromParameters(3.19, 3.19, 15, 90, 90, 120),
            ("Mo", 0.66666667, 0.33333333, 0.25), ("S", 0.33333333, 0.66666667, 0.146), ("S", 0.33333333, 0.66666667, 0.354)));
        var configuration = ConfigurationBuilder.Build(new Supercell(turned, 6, 6), [new(4, null), new(31, Element.Parse("Se")), new(60, Element.Parse("W"))]);

        var found = DefectFinder.Find(null, configuration.Structure).Configuration;

        Assert.Equal(configuration.Descriptor, found.Descriptor);
        Assert.Equal(configuration.Multiplicity, found.Multiplicity);
        Assert.Equal(configuration.SmallestDefectDistance!.Value, found.SmallestDefectDistance!.Value, 4);
    }

    [Fact]
    public void An_atom_above_the_layer_is_an_adatom()
    {
        var pristine = new Supercell(Host.TryBuiltIn("MoS2")!, 6, 6, height: 20).Ideal;
        var sulphur = pristine.Cartesian[2];
        var with = Structure.FromCartesian(pristine.Lattice, pristine.Species.Add(Element.Parse("S")), pristine.Cartesian.Add(sulphur + new Vector3(0, 0, 1.95)));

        var found = DefectFinder.Find(null, with).Configuration;

        var adatom = Assert.Single(found.Defects);
        Assert.Equal(DefectKind.Adatom, adatom.Kind);
        Assert.Equal(-1, adatom.Site);
        Assert.Equal("S_ad", found.Descriptor);
        Assert.Equal(-1, found.Sites[^1]);
        Assert.Equal(Marker.Substitution, found.Markers[^1]);
    }

    [Fact]
    public void Two_atoms_nearest_to_one_site_get_a_site_each()
    {
        var pristine = new Supercell(Host.TryBuiltIn("hBN")!, 6, 6).Ideal;
        // An atom leaves its site for its neighbour's, which gives way the other way: nearest sites alone would find a vacancy and an adatom.
        var (boron, nitrogen) = (pristine.Cartesian[0], pristine.Cartesian[1]);
        var positions = pristine.Cartesian.SetItem(1, nitrogen + 0.62 * (boron - nitrogen)).SetItem(0, boron + 0.4 * (boron - nitrogen));

        var found = DefectFinder.Find(Host.TryBuiltIn("hBN"), pristine.WithCartesian(positions)).Configuration;

        Assert.Equal("pristine", found.Descriptor);
    }

    [Fact]
    public void A_pristine_supercell_has_no_defects_and_one_placement()
    {
        var found = DefectFinder.Find(null, new Supercell(Host.TryBuiltIn("BP")!, 3, 2).Ideal);

        Assert.Equal("pristine", found.Configuration.Descriptor);
        Assert.Equal(1, found.Configuration.Multiplicity);
        Assert.Null(found.Configuration.SmallestDefectDistance);
        Assert.Equal((3, 2), (found.Supercell.A, found.Supercell.B));
    }

    [Theory]
    [InlineData(4.2, "Cu")]
    [InlineData(25.52, "Mo")]
    [InlineData(1000, "S")]
    public void What_is_no_supercell_of_a_host_is_refused_with_a_sentence(double edge, string element)
    {
        var structure = Structure.Of(Lattice.Cubic(edge), (element, 0, 0, 0));

        Assert.EndsWith(".", Assert.Throws<CrystalException>(() => DefectFinder.Find(null, structure)).Message, StringComparison.Ordinal);
        Assert.Contains("MoS2", Assert.Throws<CrystalException>(() => DefectFinder.Find(Host.TryBuiltIn("MoS2"), structure)).Message, StringComparison.Ordinal);
    }

    private static Configuration Made(string hostName, int a, int b, int seed)
    {
        var random = new Random(seed);
        var host = Host.TryBuiltIn(hostName)!;
        var supercell = new Supercell(host, a, b);
        var sites = Enumerable.Range(0, supercell.SiteCount).ToArray();
        random.Shuffle(sites);
        return ConfigurationBuilder.Build(supercell, [.. sites.Take(supercell.SiteCount / 9).Select(site => new SiteDefect(site, random.Next(2) == 0 ? null : Element.Parse("C")))]);
    }

    private static void AssertSame(Configuration expected, Configuration actual)
    {
        Assert.Equal(expected.CanonicalHash, actual.CanonicalHash);
        Assert.Equal(expected.Descriptor, actual.Descriptor);
        Assert.Equal(expected.Multiplicity, actual.Multiplicity);
        Assert.Equal(expected.Markers.AsEnumerable(), actual.Markers);
        Assert.Equal(expected.Sites.AsEnumerable(), actual.Sites);
        Assert.Equal(expected.Density, actual.Density);
        Assert.Equal(expected.SmallestDefectDistance!.Value, actual.SmallestDefectDistance!.Value, 6);
        Assert.Equal(expected.Defects.Select(defect => (defect.Kind, defect.Site, defect.Host, defect.By)), actual.Defects.Select(defect => (defect.Kind, defect.Site, defect.Host, defect.By)));
        for (var atom = 0; atom < expected.WithGhosts.Count; atom++)
            Assert.InRange((expected.WithGhosts.Cartesian[atom] - actual.WithGhosts.Cartesian[atom]).Length, 0, 1e-6);
    }

    private static Vector3 RandomVector(Random random) => new(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5);
}
