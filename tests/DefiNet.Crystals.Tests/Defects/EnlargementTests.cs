using DefiNet.Crystals.Defects;

namespace DefiNet.Crystals.Tests.Defects;

public sealed class EnlargementTests
{
    private const double Reach = 6;

    private static readonly Host MoS2 = Host.TryBuiltIn("MoS2")!;

    [Fact]
    public void One_defect_is_in_the_middle_of_the_larger_cell_and_sees_what_it_saw()
    {
        var supercell = new Supercell(MoS2, 8, 8, height: 20);
        var small = ConfigurationBuilder.Build(supercell, [new(supercell.SiteAt(7, 0, 0, 0), null), new(supercell.SiteAt(0, 0, 0, 1), Element.Parse("Se"))]);

        var enlarged = Enlargement.Of(MoS2, small, 12, Reach);

        Assert.Equal(("V_Mo + Se_S", 12 * 12 * 3 - 1, 0, (8, 8)), (enlarged.Large.Descriptor, enlarged.Large.Structure.Count, enlarged.Different, enlarged.From));
        Assert.Equal(small.SmallestDefectDistance!.Value, enlarged.Large.SmallestDefectDistance!.Value, 1e-9);
        Assert.All(enlarged.Large.Defects, defect => Assert.InRange(defect.Fractional.X, 0.4, 0.6));
        Assert.All(enlarged.Matches, match => Assert.True(match.SameSurroundings && match.FromDefect <= Reach));
        Assert.All(enlarged.Matches, match => Assert.Equal(small.Structure.Species[match.Small], enlarged.Large.Structure.Species[match.Large]));
        Assert.Equal(enlarged.Matches.Length, enlarged.Matches.Select(match => match.Large).Distinct().Count());
        Assert.All(enlarged.Matches, match => Assert.Equal(small.Structure.Cartesian[match.Small].Z, enlarged.Large.Structure.Cartesian[match.Large].Z, 1e-9));
    }

    [Fact]
    public void Defects_all_over_lose_their_images_beyond_the_cuts()
    {
        var supercell = new Supercell(MoS2, 4, 4, height: 20);
        var small = ConfigurationBuilder.Build(supercell, [.. Enumerable.Range(0, 4).Select(cell => new SiteDefect(supercell.SiteAt(cell, cell, 0, 0), null))]);

        var enlarged = Enlargement.Of(MoS2, small, 9, Reach);

        Assert.Equal("4 V_Mo", enlarged.Large.Descriptor);
        Assert.True(enlarged.Different > 0);
        Assert.Contains(enlarged.Matches, match => !match.SameSurroundings);
    }

    [Fact]
    public void A_smaller_cell_and_a_pristine_layer_are_refused()
    {
        var supercell = new Supercell(MoS2, 6, 6, height: 20);
        var small = ConfigurationBuilder.Build(supercell, [new(0, null)]);

        Assert.Contains("does not fit into 5 x 5", Assert.Throws<CrystalException>(() => Enlargement.Of(MoS2, small, 5, Reach)).Message, StringComparison.Ordinal);
        Assert.Contains("only substitutions and vacancies", Assert.Throws<CrystalException>(() => Enlargement.Of(MoS2, ConfigurationBuilder.Build(supercell, []), 12, Reach)).Message, StringComparison.Ordinal);
    }
}
