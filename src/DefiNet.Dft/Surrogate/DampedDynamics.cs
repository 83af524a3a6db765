using DefiNet.Crystals;

namespace DefiNet.Dft.Surrogate;

/// <summary>IBRION = 3: damped dynamics; without a positive SMASS the velocities are quenched instead.</summary>
/// <remarks>VASP wiki, "IBRION = 3": v ← ((1 - μ/2) v + 2αF)/(1 + μ/2), x ← x + v with μ = SMASS; the quench keeps of the velocity what points along the force and drops all of it when that points uphill. Here 2α is the displacement that POTIM gives in the other two algorithms.</remarks>
internal sealed class DampedDynamics : IIonicOptimiser
{
    private readonly double _scale;
    private readonly double? _damping;
    private readonly Vector3[] _velocities;

    /// <summary>Starts at rest.</summary>
    /// <param name="atoms">Number of atoms.</param>
    /// <param name="potim">POTIM.</param>
    /// <param name="smass">SMASS; null when it is not set.</param>
    public DampedDynamics(int atoms, double potim, double? smass)
    {
        _scale = StepScale.AngstromPerForce * potim;
        _damping = smass is > 0 ? smass : null;
        _velocities = new Vector3[atoms];
    }

    /// <inheritdoc/>
    public bool MeantToBeLower => true;

    /// <inheritdoc/>
    public void Advance(double energy, ReadOnlySpan<Vector3> positions, ReadOnlySpan<Vector3> forces, Span<Vector3> next)
    {
        double keep, push;
        if (_damping is { } damping)
        {
            (keep, push) = ((1 - damping / 2) / (1 + damping / 2), _scale / (1 + damping / 2));
            for (var atom = 0; atom < _velocities.Length; atom++)
                _velocities[atom] = keep * _velocities[atom] + push * forces[atom];
        }
        else
        {
            var along = StepScale.Dot(_velocities, forces);
            var squared = StepScale.Dot(forces, forces);
            push = _scale + (along > 0 && squared > 0 ? along / squared : 0);
            for (var atom = 0; atom < _velocities.Length; atom++)
                _velocities[atom] = push * forces[atom];
        }

        var limit = StepScale.Limit(_velocities, 1);
        for (var atom = 0; atom < next.Length; atom++)
        {
            _velocities[atom] = limit * _velocities[atom];
            next[atom] = positions[atom] + _velocities[atom];
        }
    }
}
