using DefiNet.Crystals;

namespace DefiNet.Dft.Surrogate;

/// <summary>IBRION = 2: conjugate gradient with line minimisations by a trial step and corrector steps, each an ionic step.</summary>
/// <remarks>
/// Layout: VASP wiki, "IBRION = 2". The trial step goes along the search direction, as long as POTIM says; energy and slopes at its two ends give the minimum of a cubic, or of a parabola where the cubic has none, and the corrector goes there. Where the slope left over is more than <see cref="SlopeLeft"/> of the first, further correctors close in on the minimum between the points known. Then a new direction by Polak and Ribière.
/// </remarks>
internal sealed class ConjugateGradient : IIonicOptimiser
{
    /// <summary>Share of the first slope that may be left at the end of a line.</summary>
    public const double SlopeLeft = 0.3;

    private const int MostCorrectors = 4;
    private const double LongestExtrapolation = 20;

    private readonly double _trial;
    private readonly Vector3[] _origin;
    private readonly Vector3[] _direction;
    private readonly Vector3[] _oldForces;
    private bool _hasDirection;
    private bool _onLine;
    private int _evaluations;
    private double _length;
    private Point _start;
    private Point _low;
    private Point? _high;

    /// <summary>Starts with steepest descent.</summary>
    /// <param name="atoms">Number of atoms.</param>
    /// <param name="potim">POTIM.</param>
    public ConjugateGradient(int atoms, double potim)
    {
        _trial = StepScale.AngstromPerForce * potim;
        _origin = new Vector3[atoms];
        _direction = new Vector3[atoms];
        _oldForces = new Vector3[atoms];
    }

    /// <inheritdoc/>
    public bool MeantToBeLower { get; private set; }

    /// <inheritdoc/>
    public void Advance(double energy, ReadOnlySpan<Vector3> positions, ReadOnlySpan<Vector3> forces, Span<Vector3> next)
    {
        if (_onLine && !LineIsDone(energy, forces))
            _length = NextOnLine();
        else
            BeginLine(energy, positions, forces);
        var factor = _length;
        for (var atom = 0; atom < next.Length; atom++)
            next[atom] = _origin[atom] + factor * _direction[atom];
    }

    private void BeginLine(double energy, ReadOnlySpan<Vector3> positions, ReadOnlySpan<Vector3> forces)
    {
        var mix = 0.0;
        if (_hasDirection && StepScale.Dot(_oldForces, _oldForces) is > 0 and var old)
            mix = Math.Max(0, (StepScale.Dot(forces, forces) - StepScale.Dot(forces, _oldForces)) / old);
        for (var atom = 0; atom < forces.Length; atom++)
            _direction[atom] = forces[atom] + mix * _direction[atom];
        var slope = -StepScale.Dot(forces, _direction);
        if (slope >= 0)
        {
            forces.CopyTo(_direction);
            slope = -StepScale.Dot(forces, forces);
        }

        positions.CopyTo(_origin);
        forces.CopyTo(_oldForces);
        _start = _low = new(0, energy, slope);
        _high = null;
        (_hasDirection, _onLine, _evaluations, MeantToBeLower) = (true, true, 0, false);
        _length = _trial * StepScale.Limit(_direction, _trial);
    }

    // Takes in the point just evaluated; true when it is close enough to the line's minimum.
    private bool LineIsDone(double energy, ReadOnlySpan<Vector3> forces)
    {
        _evaluations++;
        var here = new Point(_length, energy, -StepScale.Dot(forces, _direction));
        if (_evaluations > 1 && (_evaluations > MostCorrectors || Math.Abs(here.Slope) <= SlopeLeft * Math.Abs(_start.Slope)) && energy <= _start.Energy + 1e-9)
            return true;
        if (_evaluations > 2 * MostCorrectors)
            return true; // the line goes nowhere: begin again from here
        if (here.Slope > 0 || energy > _low.Energy + 1e-9)
            _high = here;
        else
            _low = here;
        return false;
    }

    private double NextOnLine()
    {
        MeantToBeLower = true;
        var limit = StepScale.LongestMove / LongestComponent();
        if (_high is not { } high)
        {
            // Still downhill at the far end: follow the parabola through the two slopes, not too far.
            var far = _low;
            var curvature = (far.Slope - _start.Slope) / far.Length;
            var reach = Math.Min(LongestExtrapolation * far.Length, far.Length + limit);
            return curvature > 0 ? Math.Min(Math.Max(-_start.Slope / curvature, 1.1 * far.Length), reach) : reach;
        }

        var (a, b) = (_low, high);
        var width = b.Length - a.Length;
        var inside = CubicMinimum(a, b) ?? (b.Slope > 0 ? a.Length - a.Slope * width / (b.Slope - a.Slope) : a.Length + 0.5 * width);
        return Math.Clamp(inside, a.Length + 0.02 * width, b.Length - 0.02 * width);
    }

    private double LongestComponent()
    {
        var longest = 0.0;
        foreach (var component in _direction)
            longest = Math.Max(longest, component.LengthSquared);
        return Math.Max(Math.Sqrt(longest), 1e-12);
    }

    // Minimum of the cubic with given values and slopes at two points; null where it has none between them.
    private static double? CubicMinimum(Point a, Point b)
    {
        var width = b.Length - a.Length;
        var theta = 3 * (a.Energy - b.Energy) / width + a.Slope + b.Slope;
        var square = theta * theta - a.Slope * b.Slope;
        // Differences of energies this small are rounding: the slopes alone say more.
        if (square < 0 || Math.Abs(a.Energy - b.Energy) < 1e-7)
            return null;
        var root = Math.Sqrt(square);
        var share = (b.Slope + root - theta) / (b.Slope - a.Slope + 2 * root);
        return share is > 0 and < 1 ? b.Length - share * width : null;
    }

    private readonly record struct Point(double Length, double Energy, double Slope);
}
