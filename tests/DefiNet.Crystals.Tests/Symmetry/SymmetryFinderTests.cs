using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Symmetry;

namespace DefiNet.Crystals.Tests.Symmetry;

public sealed class SymmetryFinderTests
{
    // Layer groups p-6m2 (D3h), p-6m2 on a flat layer, and pmna-like (D2h): textbook orders.
    [Theory]
    [InlineData("MoS2", 12)]
    [InlineData("WSe2", 12)]
    [InlineData("hBN", 12)]
    [InlineData("GaSe", 12)]
    [InlineData("InSe", 12)]
    [InlineData("BP", 8)]
    public void A_host_has_the_operations_of_its_layer_group(string host, int operations)
    {
        Assert.Equal(operations, SymmetryFinder.Find(Host.TryBuiltIn(host)!.Cell).Count);
    }

    [Fact]
    public void A_primitive_cubic_crystal_has_48_operations()
    {
        Assert.Equal(48, SymmetryFinder.Find(Structure.Of(Lattice.Cubic(3), ("Po", 0.1, 0.2, 0.3))).Count);
    }

    [Fact]
    public void The_conventional_cell_of_a_face_centred_crystal_counts_its_inner_translations()
    {
        var copper = Structure.Of(Lattice.Cubic(3.6), ("Cu", 0, 0, 0), ("Cu", 0, 0.5, 0.5), ("Cu", 0.5, 0, 0.5), ("Cu", 0.5, 0.5, 0));

        var operations = SymmetryFinder.Find(copper);

        Assert.Equal(192, operations.Count);
        Assert.Equal(4, operations.Count(operation => operation.Rotation == IntegerMatrix.Identity));
    }

    [Fact]
    public void A_diamond_crystal_has_glides_and_screws()
    {
        var fcc = new Lattice(new(0, 2.7, 2.7), new(2.7, 0, 2.7), new(2.7, 2.7, 0));
        var silicon = Structure.Of(fcc, ("Si", 0, 0, 0), ("Si", 0.25, 0.25, 0.25));

        Assert.Equal(48, SymmetryFinder.Find(silicon).Count);
    }

    [Fact]
    public void A_skew_cell_of_the_same_lattice_has_as_many_operations()
    {
        var straight = Lattice.Cubic(3);
        var skew = new Lattice(straight.A, straight.B + 5 * straight.A, straight.C - 7 * straight.B + 3 * straight.A);

        Assert.Equal(48, SymmetryFinder.Find(Structure.Of(skew, ("Po", 0, 0, 0))).Count);
    }

    [Fact]
    public void A_supercell_that_is_not_square_keeps_only_the_rotations_of_its_lattice()
    {
        var supercell = new Supercell(Host.TryBuiltIn("MoS2")!, 2, 3).Ideal;

        var operations = SymmetryFinder.Find(supercell);

        // Of D3h, a 2 x 3 lattice keeps the identity and the mirror in the layer, each with 6 translations.
        Assert.Equal(12, operations.Count);
    }

    [Fact]
    public void A_displaced_atom_leaves_only_what_maps_it_onto_itself()
    {
        var ideal = new Supercell(Host.TryBuiltIn("MoS2")!, 3, 3).Ideal;
        var moved = ideal.WithCartesian(ideal.Cartesian.SetItem(0, ideal.Cartesian[0] + new Vector3(0, 0, 0.2)));

        Assert.Equal(6, SymmetryFinder.Find(moved).Count); // C3v on the raised metal atom
        Assert.Equal(12 * 9, SymmetryFinder.Find(ideal).Count);
    }

    [Fact]
    public void Every_operation_maps_every_atom_onto_one_of_its_element()
    {
        var phosphorus = Host.TryBuiltIn("BP")!.Cell;
        foreach (var operation in SymmetryFinder.Find(phosphorus))
            foreach (var position in phosphorus.Fractional)
            {
                var image = operation.Apply(position);
                Assert.Contains(phosphorus.Fractional, other => IsWhole(image.X - other.X) && IsWhole(image.Y - other.Y) && IsWhole(image.Z - other.Z));
            }

        static bool IsWhole(double x) => Math.Abs(x - Math.Round(x)) < 1e-3;
    }

    [Fact]
    public void A_host_given_to_five_decimals_is_as_symmetric_as_an_exact_one()
    {
        var cell = Structure.Of(
            Lattice.FromParameters(3.327, 3.327, 14.879, 90, 90, 120),
            ("W", 0.33336, 0.66664, 0.25), ("Se", 0.66664, 0.33336, 0.14483), ("Se", 0.66664, 0.33336, 0.35517));

        Assert.Equal(12, SymmetryFinder.Find(cell).Count);
    }
}
