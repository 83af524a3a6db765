namespace DefiNet.Relaxation.Minimisation;

/// <summary>Conjugate gradient by Polak and Ribière with line searches that end where the slope has fallen enough.</summary>
/// <remarks>
/// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., algorithms 3.5 and 5.4 (PR+); constants of the line search, first step and unit of curvature as SciPy's fmin_cg has them under ASE's SciPyFminCG.
/// Every trial point of a line is one evaluation. Energies count as equal within what single precision leaves of them.
/// </remarks>
internal sealed class CgMinimiser : IMinimiser
{
    private const double Curvature = 70;
    private const double EnoughDescent = 1e-4;
    private const double SlopeLeft = 0.4;
    private const double LongestMove = 0.2;
    private const double EnergyRounding = 1e-7;
    private const int MostTrials = 12;

    private double[] _direction = [];
    private double[] _oldForces = [];
    private int _count;
    private bool _hasDirection;
    private bool _onLine;
    private int _trials;
    private double _length;
    private double _limit;
    private double _oldEnergy;
    private Point _start;
    private Point _low;
    private Point? _high;

    /// <inheritdoc/>
    public void Begin(int count)
    {
        if (_direction.Length < count)
            (_direction, _oldForces) = (new double[count], new double[count]);
        (_count, _hasDirection, _onLine) = (count, false, false);
    }

    /// <inheritdoc/>
    public void Advance(double energy, ReadOnlySpan<double> positions, ReadOnlySpan<double> forces, Span<double> move)
    {
        var from = 0.0;
        if (_onLine && !IsDone(energy, forces))
        {
            from = _length;
            _length = Next();
        }
        else
            Begin(energy, forces);
        var direction = _direction.AsSpan(0, _count);
        for (var index = 0; index < _count; index++)
            move[index] = (_length - from) * direction[index];
    }

    private void Begin(double energy, ReadOnlySpan<double> forces)
    {
        var direction = _direction.AsSpan(0, _count);
        var old = _oldForces.AsSpan(0, _count);
        var squared = Field.Dot(old, old);
        var mix = _hasDirection && squared > 0 ? Math.Max(0, (Field.Dot(forces, forces) - Field.Dot(forces, old)) / squared) : 0;
        Field.Scale(direction, mix);
        Field.Add(direction, 1, forces);
        var slope = -Field.Dot(forces, direction);
        if (slope >= 0)
        {
            forces.CopyTo(direction);
            slope = -Field.Dot(forces, forces);
        }

        // In the units of the scaled problem the first guess is 1.01/|g|, later ones repeat the last gain; both at most 1.
        var gain = _hasDirection ? Math.Max(0, _oldEnergy - energy) : Math.Sqrt(-slope) / 2;
        var guess = Math.Min(1 / Curvature, slope < 0 ? 1.01 * 2 * gain / -slope : 0);
        _length = guess > 0 ? guess : 1 / Curvature;
        _limit = LongestMove / Math.Max(Field.LongestRow(direction), 1e-12);
        _length = Math.Min(_length, _limit);
        forces.CopyTo(old);
        (_hasDirection, _onLine, _trials, _oldEnergy) = (true, true, 0, energy);
        _start = _low = new(0, energy, slope);
        _high = null;
    }

    // Takes in the point just evaluated; true when the line has nothing more to give.
    private bool IsDone(double energy, ReadOnlySpan<double> forces)
    {
        var here = new Point(_length, energy, -Field.Dot(forces, _direction.AsSpan(0, _count)));
        var rounding = EnergyRounding * Math.Max(1, Math.Abs(energy));
        var descended = energy <= _start.Energy + EnoughDescent * here.Length * _start.Slope + rounding;
        if (descended && Math.Abs(here.Slope) <= -SlopeLeft * _start.Slope || ++_trials > MostTrials)
            return true;
        if (!descended || energy > _low.Energy + rounding || here.Slope > 0)
            _high = here;
        else
            _low = here;
        return false;
    }

    private double Next()
    {
        if (_high is not { } high)
        {
            var curvature = (_low.Slope - _start.Slope) / _low.Length;
            var reach = Math.Min(4 * _low.Length, _low.Length + _limit);
            return curvature > 0 ? Math.Clamp(-_start.Slope / curvature, 1.1 * _low.Length, Math.Max(reach, 1.1 * _low.Length)) : reach;
        }

        var width = high.Length - _low.Length;
        var inside = high.Slope > 0 ? _low.Length - _low.Slope * width / (high.Slope - _low.Slope) : _low.Length + 0.5 * width;
        return Math.Clamp(inside, _low.Length + 0.1 * width, high.Length - 0.1 * width);
    }

    private readonly record struct Point(double Length, double Energy, double Slope);
}
