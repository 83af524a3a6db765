using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Cif;

namespace DefiNet.Tests.Formats.Cif;

public sealed class CifWriterTests
{
    [Fact]
    public void Fractional_positions_come_back_as_they_were_and_the_cell_to_its_twelfth_digit()
    {
        var structure = RandomCrystal.Of(seed: 12, atoms: 30, edge: 6, skew: 3);

        var read = CifReader.Read(CifWriter.ToText(structure), "round trip");

        Assert.Equal(structure.Species, read.Species);
        Assert.Equal(structure.Fractional, read.Fractional);
        Assert.True((structure.Lattice.Lengths - read.Lattice.Lengths).Length < 1e-11);
        Assert.True((structure.Lattice.Angles - read.Lattice.Angles).Length < 1e-10);
    }

    [Fact]
    public void A_hexagonal_cell_stays_one()
    {
        var read = CifReader.Read(CifWriter.ToText(RandomCrystal.MoS2(3)), "round trip");

        Assert.Equal(new Vector3(90, 90, 120), CifReader.Read(CifWriter.ToText(read), "again").Lattice.Angles, (a, b) => (a - b).Length < 1e-12);
        Assert.Equal(RandomCrystal.MoS2(3).Lattice.B, read.Lattice.B);
    }

    [Fact]
    public void A_number_of_decimals_and_a_name_may_be_asked_for()
    {
        var text = CifWriter.ToText(Structure.Of(Lattice.Cubic(3), ("Po", 1 / 3.0, 0, 0.5)), new() { Decimals = 5, Block = "alpha Po" });

        Assert.StartsWith("data_alpha_Po\n", text, StringComparison.Ordinal);
        Assert.Contains("Po  Po1  1  0.33333  0.00000  0.50000  1\n", text, StringComparison.Ordinal);
    }
}
