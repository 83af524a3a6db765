namespace DefiNet.Relaxation.Minimisation;

/// <summary>Fast inertial relaxation engine.</summary>
/// <remarks>E. Bitzek et al., Phys. Rev. Lett. 97, 170201 (2006); parameters as ASE's FIRE has them, all masses one.</remarks>
internal sealed class FireMinimiser : IMinimiser
{
    private const double FirstTimeStep = 0.1;
    private const double LongestTimeStep = 1;
    private const double LongestMove = 0.2;
    private const int StepsBeforeFaster = 5;
    private const double Faster = 1.1;
    private const double Slower = 0.5;
    private const double FirstMixing = 0.1;
    private const double MixingDecay = 0.99;

    private double[] _velocities = [];
    private int _count;
    private double _timeStep;
    private double _mixing;
    private int _downhill;
    private bool _moving;

    /// <inheritdoc/>
    public void Begin(int count)
    {
        if (_velocities.Length < count)
            _velocities = new double[count];
        (_count, _timeStep, _mixing, _downhill, _moving) = (count, FirstTimeStep, FirstMixing, 0, false);
        _velocities.AsSpan().Clear();
    }

    /// <inheritdoc/>
    public void Advance(double energy, ReadOnlySpan<double> positions, ReadOnlySpan<double> forces, Span<double> move)
    {
        var velocities = _velocities.AsSpan(0, _count);
        if (_moving)
        {
            var power = Field.Dot(forces, velocities);
            if (power > 0)
            {
                var turn = _mixing * Math.Sqrt(Field.Dot(velocities, velocities) / Field.Dot(forces, forces));
                Field.Scale(velocities, 1 - _mixing);
                Field.Add(velocities, turn, forces);
                if (_downhill > StepsBeforeFaster)
                {
                    _timeStep = Math.Min(_timeStep * Faster, LongestTimeStep);
                    _mixing *= MixingDecay;
                }

                _downhill++;
            }
            else
            {
                velocities.Clear();
                (_mixing, _downhill) = (FirstMixing, 0);
                _timeStep *= Slower;
            }
        }

        _moving = true;
        Field.Add(velocities, _timeStep, forces);
        velocities.CopyTo(move);
        Field.Scale(move, _timeStep);
        var length = Math.Sqrt(Field.Dot(move, move));
        if (length > LongestMove)
            Field.Scale(move, LongestMove / length);
    }
}
