using System.Runtime.InteropServices;
using DefiNet.Crystals;
using DefiNet.Inference;
using DefiNet.Inference.Potentials;

namespace DefiNet.Relaxation.Minimisation;

/// <summary>Relaxes structures one after the other in the same memory, on a potential. In a fixed cell nothing is allocated from step to step. Not for several threads at a time.</summary>
internal sealed class MinimisationRun
{
    private readonly PotentialEvaluator _evaluator;
    private readonly IMinimiser _minimiser;
    private readonly MinimisationSettings _settings;
    private Vector3[] _fractional = [];
    private double[] _positions = [];
    private double[] _forces = [];
    private double[] _move = [];

    /// <summary>Prepares.</summary>
    public MinimisationRun(IPotentialModel potential, MinimisationSettings settings, int threads)
    {
        (_evaluator, _settings) = (potential.CreateEvaluator(threads), settings);
        _evaluator.Skin = settings.Skin;
        _minimiser = settings.Minimiser switch
        {
            MinimiserKind.Lbfgs => new LbfgsMinimiser(),
            MinimiserKind.Cg => new CgMinimiser(),
            _ => new FireMinimiser(),
        };
    }

    /// <summary>Energy of the first and of the last positions, in eV.</summary>
    public (double First, double Last) Energies { get; private set; }

    /// <summary>Evaluations of the last run.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether the last run reached its criterion.</summary>
    public bool Converged { get; private set; }

    /// <summary>Largest force at the end of the last run, in eV/Å.</summary>
    public double LargestForce { get; private set; }

    /// <summary>Relaxes a structure.</summary>
    /// <param name="structure">Where it begins.</param>
    /// <param name="trajectory">Gets every step; null for none.</param>
    /// <param name="cancellation">Ends the run between two steps.</param>
    /// <exception cref="InferenceException">The potential cannot treat the structure.</exception>
    /// <exception cref="RelaxationException">A force is not finite, or the cell collapsed.</exception>
    public Structure Run(Structure structure, Trajectory? trajectory, CancellationToken cancellation)
    {
        var cell = _settings.Cell == CellFreedom.Fixed ? null : new CellDeformation(structure, _settings.Cell);
        var atoms = structure.Count;
        var count = 3 * atoms + (cell is null ? 0 : 9);
        Reserve(atoms, count);
        var positions = _positions.AsSpan(0, count);
        var forces = _forces.AsSpan(0, count);
        var move = _move.AsSpan(0, count);
        for (var atom = 0; atom < atoms; atom++)
            Put(positions, atom, structure.Cartesian[atom]);
        cell?.Read(positions[(3 * atoms)..]);
        _minimiser.Begin(count);
        (Steps, Converged) = (0, false);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Evaluate(structure, cell, positions, forces);
            Energies = Steps == 0 ? (_evaluator.Energy, _evaluator.Energy) : (Energies.First, _evaluator.Energy);
            Steps++;
            LargestForce = Field.LongestRow(forces);
            if (!double.IsFinite(LargestForce))
                throw new RelaxationException("A force is not finite; the atoms lie far too near to each other, or the potential's weights are damaged.");
            trajectory?.Add(structure, cell?.Lattice ?? structure.Lattice, _fractional.AsSpan(0, atoms), _evaluator.Energy, _evaluator.Forces);
            Converged = LargestForce < _settings.LargestForce;
            if (Converged || Steps >= _settings.MostSteps)
                break;
            _minimiser.Advance(_evaluator.Energy, positions, forces, move);
            Field.Add(positions, 1, move);
            cell?.Write(positions[(3 * atoms)..]);
        }

        // The last positions evaluated, in the periodic image in which the atoms were given.
        var end = ImmutableCollectionsMarshal.AsImmutableArray(_fractional.AsSpan(0, atoms).ToArray());
        return cell is null
            ? structure.WithFractional(end)
            : new Structure(cell.Lattice, structure.Species, end, structure.Comment) { Freedom = structure.Freedom };
    }

    private static void Put(Span<double> rows, int row, Vector3 vector) => (rows[3 * row], rows[3 * row + 1], rows[3 * row + 2]) = (vector.X, vector.Y, vector.Z);

    private void Reserve(int atoms, int count)
    {
        if (_fractional.Length < atoms)
            _fractional = new Vector3[atoms];
        if (_positions.Length < count)
            (_positions, _forces, _move) = (new double[count], new double[count], new double[count]);
    }

    private void Evaluate(Structure structure, CellDeformation? cell, ReadOnlySpan<double> positions, Span<double> forces)
    {
        // In a deforming cell positions are kept in the undeformed one: the fractional ones are the same.
        var lattice = structure.Lattice;
        var atoms = structure.Count;
        for (var atom = 0; atom < atoms; atom++)
            _fractional[atom] = lattice.ToFractional(new(positions[3 * atom], positions[3 * atom + 1], positions[3 * atom + 2]));
        _evaluator.Evaluate(cell?.Lattice ?? lattice, structure.Species.AsSpan(), _fractional.AsSpan(0, atoms));
        for (var atom = 0; atom < atoms; atom++)
        {
            var force = structure.Freedom.IsDefault ? _evaluator.Forces[atom] : FreeDirections.Of(_evaluator.Forces[atom], structure.Freedom[atom], lattice);
            Put(forces, atom, cell is null ? force : cell.Pull(force));
        }

        if (cell is null)
            return;
        var stress = _evaluator.Stress;
        var factor = -cell.Lattice.Volume / StressTensor.GigapascalPerUnit;
        cell.Forces((factor * stress.X, factor * stress.Y, factor * stress.Z), forces[(3 * atoms)..]);
    }
}
