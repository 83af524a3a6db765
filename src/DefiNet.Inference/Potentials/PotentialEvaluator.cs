using DefiNet.Crystals;
using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Inference.Potentials;

/// <summary>Evaluates structures one after the other in the same memory: nothing is allocated where a structure is no larger than those before. Not for several threads at a time.</summary>
public abstract unsafe class PotentialEvaluator
{
    private const int MostAtoms = 2_000_000;

    private readonly BondFinder _finder = new();
    private readonly BondSkin _skin = new();
    private readonly string _architecture;
    private readonly int[] _typeOf;
    private readonly GrowingBuffer<int> _types = new();
    private readonly GrowingBuffer<double> _bondForces = new();
    private Vector3[] _forces = [];
    private double[] _moments = [];

    private protected PotentialEvaluator(IPotentialModel model, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        (Model, _architecture) = (model, model.Architecture);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        _typeOf = new int[119];
        Array.Fill(_typeOf, -1);
        for (var type = 0; type < model.Elements.Length; type++)
            _typeOf[model.Elements[type].AtomicNumber] = type;
    }

    /// <summary>The potential.</summary>
    public IPotentialModel Model { get; }

    /// <summary>Most threads that one evaluation uses.</summary>
    public int Threads { get; }

    /// <summary>Neighbours up to this far beyond the cutoff are remembered, in Angstrom, and looked for again when an atom moved by half of it; 0 to look every time. Results are the same bit for bit.</summary>
    public double Skin { get; set; }

    /// <summary>Number of atoms last evaluated.</summary>
    public int Atoms { get; private set; }

    /// <summary>Energy of the cell in eV.</summary>
    public double Energy { get; private set; }

    /// <summary>Force on each atom in eV/Å.</summary>
    public ReadOnlySpan<Vector3> Forces => _forces.AsSpan(0, Atoms);

    /// <summary>Stress in GPa, positive when stretched.</summary>
    public StressTensor Stress { get; private set; }

    /// <summary>Magnetic moment of each atom in Bohr magnetons; empty where the potential knows none.</summary>
    public ReadOnlySpan<double> MagneticMoments => _moments.AsSpan(0, Model.HasMagneticMoments ? Atoms : 0);

    /// <summary>Bonds and angles that were counted.</summary>
    public GraphCounts Counts { get; private protected set; }

    private protected BondGraph Graph { get; } = new();

    /// <summary>Evaluates a structure; energy, forces, stress and moments are then those of it.</summary>
    /// <exception cref="InferenceException">The potential cannot treat the structure.</exception>
    public void Evaluate(Structure structure) => Evaluate(structure.Lattice, structure.Species.AsSpan(), structure.Fractional.AsSpan());

    /// <summary>Evaluates atoms at fractional positions in a cell.</summary>
    /// <exception cref="InferenceException">The potential cannot treat the structure.</exception>
    public void Evaluate(Lattice lattice, ReadOnlySpan<Element> species, ReadOnlySpan<Vector3> fractional)
    {
        if (species.Length != fractional.Length)
            throw new ArgumentException("There must be one element for each position.", nameof(species));
        if (species.Length == 0)
            throw new InferenceException("The structure has no atoms; an energy needs at least one.");
        if (species.Length > MostAtoms)
            throw new InferenceException($"The structure has {species.Length} atoms; at most {MostAtoms} can be treated.");
        var types = _types.Reserve(species.Length);
        for (var atom = 0; atom < species.Length; atom++)
            types[atom] = _typeOf[species[atom].AtomicNumber] is var type and >= 0
                ? type
                : throw new InferenceException($"Atom {atom + 1} is {species[atom].Symbol}, which this {_architecture} potential was not trained on; take another potential or other elements.");

        Atoms = species.Length;
        if (_forces.Length < Atoms)
            (_forces, _moments) = (new Vector3[Atoms + Atoms / 4], new double[Atoms + Atoms / 4]);
        if (Skin > 0)
            _skin.Fill(Graph, lattice, fractional, Model.Cutoff, Skin);
        else
            _finder.Fill(Graph, lattice, fractional, Model.Cutoff);
        Energy = Run(types, _bondForces, _moments);
        if (!double.IsFinite(Energy))
            throw new InferenceException("The energy is not finite; atoms lie far too near to each other, or the weights are damaged.");
        Gather(lattice);
        GC.KeepAlive(this);
    }

    /// <summary>The last results as a value of their own.</summary>
    public PotentialResult ToResult() => new(Energy, [.. Forces], Stress, Model.HasMagneticMoments ? [.. MagneticMoments] : default, Counts);

    /// <summary>Energy in eV of the graph; writes, for each bond, three derivatives of the energy by its vector.</summary>
    private protected abstract double Run(int* types, GrowingBuffer<double> byBond, Span<double> moments);

    private void Gather(Lattice lattice)
    {
        var starts = Graph.Start.Pointer;
        var reverse = Graph.Reverse.Pointer;
        var vectors = Graph.Vector.Pointer;
        var g = _bondForces.Pointer;
        var (xx, xy, xz, yx, yy, yz, zx, zy, zz) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var atom = 0; atom < Atoms; atom++)
        {
            var (fx, fy, fz) = (0.0, 0.0, 0.0);
            for (var bond = starts[atom]; bond < starts[atom + 1]; bond++)
            {
                var mine = g + 3L * bond;
                var other = g + 3L * reverse[bond];
                var v = vectors + 3L * bond;
                fx += mine[0] - other[0];
                fy += mine[1] - other[1];
                fz += mine[2] - other[2];
                xx += v[0] * mine[0];
                xy += v[0] * mine[1];
                xz += v[0] * mine[2];
                yx += v[1] * mine[0];
                yy += v[1] * mine[1];
                yz += v[1] * mine[2];
                zx += v[2] * mine[0];
                zy += v[2] * mine[1];
                zz += v[2] * mine[2];
            }

            _forces[atom] = new(fx, fy, fz);
        }

        var unit = StressTensor.GigapascalPerUnit / lattice.Volume;
        Stress = new(unit * new Vector3(xx, xy, xz), unit * new Vector3(yx, yy, yz), unit * new Vector3(zx, zy, zz));
    }
}
