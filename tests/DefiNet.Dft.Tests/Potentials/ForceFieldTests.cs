using System.Collections.Frozen;
using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Potentials;

namespace DefiNet.Dft.Tests.Potentials;

public sealed class ForceFieldTests
{
    public static TheoryData<string, string> PotentialsOfHosts()
    {
        var data = new TheoryData<string, string>();
        foreach (var host in Sheets.Hosts)
        {
            data.Add("bonded", host);
            data.Add("replay", host);
        }

        return data;
    }

    [Theory, MemberData(nameof(PotentialsOfHosts))]
    public void Forces_are_the_gradient_of_the_energy(string potential, string host)
    {
        var sites = Sheets.WithRandomDefects(host, seed: 5);
        var field = Make(potential, sites);
        var positions = field.Unwrap(Sheets.Shaken(Sheets.Atoms(sites), seed: 7, amount: 0.35));

        AssertGradient(field, positions);
    }

    [Theory]
    [InlineData("stretch")]
    [InlineData("angle")]
    [InlineData("twist")]
    [InlineData("repulsion")]
    public void Every_term_alone_has_exact_forces(string term)
    {
        var lattice = Lattice.Cubic(12);
        ImmutableArray<Vector3> reference = [new(1, 1, 1), new(2.5, 1.1, 0.8), new(1.2, 2.4, 1.3), new(0.4, 0.2, 2.3)];
        var stiffness = term == "stretch" ? 20.0 : 0;
        ImmutableArray<Bond> bonds = [new(0, 1, default, 1.2, stiffness), new(0, 2, default, 1.9, stiffness), new(3, 0, default, 1.4, stiffness)];
        ImmutableArray<BondAngle> angles = term == "angle" ? [new(0, 1, 1, -0.4, 5), new(0, 2, -1, 0.3, 5)] : [];
        ImmutableArray<BondTwist> twists = term == "twist" ? [new(0, 1, 2, -0.25, 0.4, 5)] : [];
        var repulsion = new Repulsion(term == "repulsion" ? 15 : 0, 2.5, new Dictionary<(int, int), double> { [(1, 2)] = 2.1 }.ToFrozenDictionary());
        var field = new ForceField("test", lattice, reference, new(bonds, angles, twists), repulsion);

        var energy = field.Evaluate([.. reference], new Vector3[4], out _);

        Assert.True(energy > 1e-3, $"the term must be awake, its energy is {energy}");
        AssertGradient(field, [.. reference]);
    }

    [Theory, MemberData(nameof(PotentialsOfHosts))]
    public void The_virial_is_the_derivative_by_strain(string potential, string host)
    {
        var sites = Sheets.WithRandomDefects(host, seed: 6);
        var field = Make(potential, sites);
        var positions = field.Unwrap(Sheets.Shaken(Sheets.Atoms(sites), seed: 8, amount: 0.2));

        field.Evaluate(positions, new Vector3[positions.Length], out var virial);

        // Σ r·F over displacements alone is the virial only without periodic images; a strain moves the cell too.
        const double Step = 1e-5;
        Assert.Equal((Strained(Step) - Strained(-Step)) / (2 * Step), virial.XX, 1e-4);

        double Strained(double strain)
        {
            Vector3 Stretch(Vector3 vector) => vector with { X = vector.X * (1 + strain) };
            var lattice = new Lattice(Stretch(sites.Sites.Lattice.A), Stretch(sites.Sites.Lattice.B), Stretch(sites.Sites.Lattice.C));
            return field.On(lattice).Evaluate([.. positions.Select(Stretch)], new Vector3[positions.Length], out _);
        }
    }

    [Theory, MemberData(nameof(PotentialsOfHosts))]
    public void A_translation_of_all_atoms_changes_nothing(string potential, string host)
    {
        var sites = Sheets.WithRandomDefects(host, seed: 9);
        var field = Make(potential, sites);
        var shaken = Sheets.Shaken(Sheets.Atoms(sites), seed: 10, amount: 0.2);
        var moved = shaken.WithFractional([.. shaken.Fractional.Select(position => (position + new Vector3(0.37, 0.81, 0.25)).WrapToUnit())]);

        var (energy, forces) = Evaluate(field, shaken);
        var (energyMoved, forcesMoved) = Evaluate(field, moved);

        Assert.Equal(energy, energyMoved, 1e-9);
        for (var atom = 0; atom < forces.Length; atom++)
            Assert.True((forces[atom] - forcesMoved[atom]).Length < 1e-8);
    }

    [Theory, MemberData(nameof(PotentialsOfHosts))]
    public void A_rotation_of_cell_and_atoms_turns_the_forces(string potential, string host)
    {
        var sites = Sheets.WithRandomDefects(host, seed: 11);
        var turned = sites with { Sites = Turn(sites.Sites) };
        var shaken = Sheets.Shaken(Sheets.Atoms(sites), seed: 12, amount: 0.2);

        var (energy, forces) = Evaluate(Make(potential, sites), shaken);
        var (energyTurned, forcesTurned) = Evaluate(Make(potential, turned), Turn(shaken));

        Assert.Equal(energy, energyTurned, 1e-8);
        for (var atom = 0; atom < forces.Length; atom++)
            Assert.True((Turn(forces[atom]) - forcesTurned[atom]).Length < 1e-7);
    }

    [Theory, MemberData(nameof(PotentialsOfHosts))]
    public void Another_order_of_the_atoms_gives_the_same_forces_in_that_order(string potential, string host)
    {
        var sites = Sheets.WithRandomDefects(host, seed: 13);
        var order = Enumerable.Range(0, sites.Species.Length).ToArray();
        new Random(14).Shuffle(order);
        var place = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            place[order[i]] = i;
        var mixed = new HostSites(sites.Sites, [.. sites.AtomAt.Select(atom => atom < 0 ? -1 : place[atom])], [.. order.Select(atom => sites.Species[atom])]);
        var shaken = Sheets.Shaken(Sheets.Atoms(sites), seed: 15, amount: 0.2);
        var shakenMixed = new Structure(shaken.Lattice, mixed.Species, [.. order.Select(atom => shaken.Fractional[atom])]);

        var (energy, forces) = Evaluate(Make(potential, sites), shaken);
        var (energyMixed, forcesMixed) = Evaluate(Make(potential, mixed, order), shakenMixed);

        Assert.Equal(energy, energyMixed, 1e-8);
        for (var atom = 0; atom < forces.Length; atom++)
            Assert.True((forces[order[atom]] - forcesMixed[atom]).Length < 1e-7);
    }

    [Fact]
    public void The_list_of_overlaps_misses_no_atom_that_wanders_in()
    {
        var sites = Sheets.With(Sheets.Pristine("MoS2", 4, 4), (20, null), (21, null), (22, null));
        var atoms = Sheets.Atoms(sites);
        var wanderer = BondedPotential.Bonded(sites);
        var positions = wanderer.Unwrap(atoms);
        var forces = new Vector3[positions.Length];
        for (var step = 0; step < 40; step++)
        {
            positions[30] += new Vector3(0.07, 0.04, 0.01);
            var energy = wanderer.Evaluate(positions, forces, out _);

            Assert.Equal(BondedPotential.Bonded(sites).Evaluate(positions, new Vector3[positions.Length], out _), energy, 1e-9);
        }
    }

    [Fact]
    public void Another_cell_is_refused()
    {
        var field = BondedPotential.Bonded(HostSites.Pristine(Sheets.Pristine("hBN", 4, 4)));

        var complaint = Assert.Throws<DftException>(() => field.Unwrap(Sheets.Pristine("hBN", 8, 2)));

        Assert.Contains("same cell", complaint.Message, StringComparison.Ordinal);
    }

    private static ForceField Make(string potential, HostSites sites, int[]? order = null)
    {
        if (potential == "bonded")
            return BondedPotential.Bonded(sites);

        // A minimum of any kind: the same one whatever the order of the atoms.
        var atoms = Sheets.Atoms(sites);
        var random = new Random(3);
        var moves = atoms.Fractional.Select(_ => 0.01 * new Vector3(random.NextDouble(), random.NextDouble(), random.NextDouble())).ToArray();
        var minimum = atoms.WithFractional([.. atoms.Fractional.Select((position, atom) => position + moves[order is null ? atom : order[atom]])]);
        return BondedPotential.Replay(sites, minimum);
    }

    private static (double Energy, Vector3[] Forces) Evaluate(ForceField field, Structure structure)
    {
        var positions = field.Unwrap(structure);
        var forces = new Vector3[positions.Length];
        return (field.Evaluate(positions, forces, out _), forces);
    }

    private static void AssertGradient(ForceField field, Vector3[] positions)
    {
        const double Step = 1e-5;
        var forces = new Vector3[positions.Length];
        var scratch = new Vector3[positions.Length];
        field.Evaluate(positions, forces, out _);
        for (var atom = 0; atom < positions.Length; atom++)
            for (var axis = 0; axis < 3; axis++)
            {
                var step = new Vector3(axis == 0 ? Step : 0, axis == 1 ? Step : 0, axis == 2 ? Step : 0);
                var kept = positions[atom];
                positions[atom] = kept + step;
                var up = field.Evaluate(positions, scratch, out _);
                positions[atom] = kept - step;
                var down = field.Evaluate(positions, scratch, out _);
                positions[atom] = kept;
                Assert.Equal((down - up) / (2 * Step), forces[atom][axis], 2e-6 * (1 + forces[atom].Length));
            }
    }

    private static Structure Turn(Structure structure) =>
        new(new(Turn(structure.Lattice.A), Turn(structure.Lattice.B), Turn(structure.Lattice.C)), structure.Species, structure.Fractional, structure.Comment);

    // By 40° about z, then by 25° about x.
    private static Vector3 Turn(Vector3 v)
    {
        var (s, c) = Math.SinCos(40 * Math.PI / 180);
        var (x, y) = (c * v.X - s * v.Y, s * v.X + c * v.Y);
        (s, c) = Math.SinCos(25 * Math.PI / 180);
        return new(x, c * y - s * v.Z, s * y + c * v.Z);
    }
}
