using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Symmetry;

namespace DefiNet.Crystals.Tests.Symmetry;

public sealed class SitePermutationsTests
{
    // 12 or 8 point operations times the translations; the mirror in the plane of flat h-BN moves no site and counts once.
    [Theory]
    [InlineData("MoS2", 8, 8, 768)]
    [InlineData("WSe2", 8, 8, 768)]
    [InlineData("hBN", 8, 8, 384)]
    [InlineData("GaSe", 6, 6, 432)]
    [InlineData("InSe", 6, 6, 432)]
    [InlineData("BP", 6, 6, 288)]
    [InlineData("MoS2", 2, 3, 12)]
    [InlineData("BP", 2, 3, 48)]
    public void A_supercell_has_the_group_of_its_host_and_its_translations(string host, int a, int b, int permutations)
    {
        Assert.Equal(permutations, new Supercell(Host.TryBuiltIn(host)!, a, b).Permutations.Count);
    }

    [Theory]
    [InlineData("MoS2", 3, 3)]
    [InlineData("MoS2", 2, 4)]
    [InlineData("GaSe", 2, 2)]
    [InlineData("BP", 3, 2)]
    [InlineData("hBN", 3, 1)]
    public void The_group_is_the_one_found_in_the_supercell_itself(string host, int a, int b)
    {
        var supercell = new Supercell(Host.TryBuiltIn(host)!, a, b);

        var found = SymmetryFinder.Find(supercell.Ideal)
            .Select(operation => string.Join(' ', Enumerable.Range(0, supercell.SiteCount).Select(site => SiteAt(supercell.Ideal, operation.Apply(supercell.Ideal.Fractional[site])))))
            .ToHashSet();

        Assert.Equal(found, Permutations(supercell).Select(permutation => string.Join(' ', permutation)).ToHashSet());
    }

    [Fact]
    public void Two_permutations_one_after_the_other_are_one_of_the_group()
    {
        var permutations = Permutations(new Supercell(Host.TryBuiltIn("BP")!, 3, 3));
        var known = permutations.Select(permutation => string.Join(' ', permutation)).ToHashSet();

        foreach (var first in permutations)
            foreach (var second in permutations)
                Assert.Contains(string.Join(' ', first.Select(site => second[site])), known);
    }

    [Fact]
    public void A_table_that_would_fill_the_memory_is_refused()
    {
        var supercell = new Supercell(Host.TryBuiltIn("hBN")!, 45, 45);

        var complaint = Assert.Throws<CrystalException>(() => supercell.Permutations);

        Assert.Contains("take a smaller supercell", complaint.Message, StringComparison.Ordinal);
    }

    private static List<ushort[]> Permutations(Supercell supercell)
    {
        var permutations = supercell.Permutations;
        return [.. Enumerable.Range(0, permutations.Count).Select(index => permutations[index].ToArray())];
    }

    private static int SiteAt(Structure ideal, Vector3 position) =>
        Enumerable.Range(0, ideal.Count).MinBy(site =>
        {
            var way = position - ideal.Fractional[site];
            return ideal.Lattice.ToCartesian(new(way.X - Math.Round(way.X), way.Y - Math.Round(way.Y), way.Z - Math.Round(way.Z))).LengthSquared;
        });
}
