using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Inference;
using DefiNet.Inference.Potentials;

namespace DefiNet.Dft.Potentials;

/// <summary>A machine-learned potential under the surrogate: as it is, or tilted so that a known minimum x* is a stationary point, E(x) + F(x*)·(x − x*).</summary>
/// <remarks>
/// The tilt takes off every atom's force the force that the potential feels at x*: stiffness and everything beyond are the potential's, the place where the forces vanish is the known one.
/// The energy is that of the potential at x*. The virial is the potential's own.
/// </remarks>
internal sealed class LearnedPotential : IPotential
{
    private readonly PotentialEvaluator _evaluator;
    private readonly Lattice _lattice;
    private readonly ImmutableArray<Element> _species;
    private readonly Vector3[] _fractional;
    private readonly Vector3[]? _minimum;
    private readonly Vector3[] _tilt;

    /// <summary>Makes the potential for the atoms of a structure.</summary>
    /// <param name="name">Name as on the command line.</param>
    /// <param name="model">The weights.</param>
    /// <param name="structure">The atoms and their cell.</param>
    /// <param name="minimum">The known minimum, same atoms and order, to tilt the potential; null to leave it as it is.</param>
    /// <exception cref="DftException">The potential cannot treat the atoms, or the minimum has others.</exception>
    public LearnedPotential(string name, IPotentialModel model, Structure structure, Structure? minimum)
    {
        (Name, _lattice, _species, Atoms) = (name, structure.Lattice, structure.Species, structure.Count);
        _evaluator = model.CreateEvaluator(threads: 1);
        _evaluator.Skin = 0.5;
        _fractional = new Vector3[Atoms];
        _tilt = new Vector3[Atoms];
        if (minimum is null)
            return;
        if (!minimum.Species.SequenceEqual(structure.Species))
            throw new DftException($"The minimum has other atoms than the start ({minimum.Count} and {Atoms}), or another order; give the same atoms in the same order.");
        _minimum = NearestImages.Of(minimum, _lattice, structure.Cartesian);
        Evaluate(_minimum, new Vector3[Atoms], out _);
        _evaluator.Forces.CopyTo(_tilt);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Atoms { get; }

    /// <inheritdoc/>
    public Vector3[] Unwrap(Structure structure)
    {
        if (!structure.Species.SequenceEqual(_species))
            throw new DftException($"The structure has {structure.Count} atoms and the potential was made for {Atoms}, or they stand in another order; give the same atoms in the same order.");
        return NearestImages.Of(structure, _lattice, _minimum ?? (IReadOnlyList<Vector3>)structure.Cartesian);
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<Vector3> positions, Span<Vector3> forces, out Virial virial)
    {
        for (var atom = 0; atom < Atoms; atom++)
            _fractional[atom] = _lattice.ToFractional(positions[atom]);
        try
        {
            _evaluator.Evaluate(_lattice, _species.AsSpan(), _fractional);
        }
        catch (InferenceException cause)
        {
            throw new DftException(cause.Message, cause);
        }

        var energy = _evaluator.Energy;
        for (var atom = 0; atom < Atoms; atom++)
        {
            forces[atom] = _evaluator.Forces[atom] - _tilt[atom];
            if (_minimum is not null)
                energy += Vector3.Dot(_tilt[atom], positions[atom] - _minimum[atom]);
        }

        var (stress, unit) = (_evaluator.Stress, _lattice.Volume / StressTensor.GigapascalPerUnit);
        virial = new(unit * stress[0, 0], unit * stress[1, 1], unit * stress[2, 2], unit * stress[0, 1], unit * stress[1, 2], unit * stress[2, 0]);
        return energy;
    }
}
