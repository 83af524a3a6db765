using DefiNet.Crystals;

namespace DefiNet.Inference.DistanceNets;

/// <summary>Finds the likeliest positions under predicted distances whose errors have Laplace distributions.</summary>
/// <remarks>
/// Their negative logarithm is the sum of |distance − predicted| over widths. It is minimised by Gauss-Newton steps with the weights 1/(width·|error|), below <see cref="Smallest"/> 1/(width·<see cref="Smallest"/>)
/// (iteratively reweighted least squares: P. J. Green, J. R. Stat. Soc. B 46, 149, 1984); the linear equations by conjugate gradients.
/// Unlike the descent with Adam it comes to rest, and a direction that no distance determines, such as the normal of a flat sheet, is left alone: a weak spring holds every atom to where it stood.
/// </remarks>
internal sealed class DistanceFit
{
    private const int Rounds = 8;
    private const int LinearSteps = 40;
    private const double LinearTolerance = 1e-3;
    private const double Smallest = 0.03;     // Å
    private const double LongestMove = 0.3;   // Å, of one round
    private const double AtRest = 1e-4;       // Å
    private const double Spring = 0.0005;      // of the mean stiffness of a direction
    private const double LowestLogWidth = -5; // as the loss bounds it
    private const double HighestLogWidth = 2;

    private readonly DistanceEdges _edges;
    private readonly PairPredictions _predicted;
    private readonly Vector3[] _start;
    private readonly Vector3[] _positions;
    private readonly Vector3[] _shifts;
    private readonly Vector3[] _directions;
    private readonly double[] _weights;
    private readonly Vector3[] _slope;
    private readonly Vector3[] _move;
    private readonly Vector3[] _residual;
    private readonly Vector3[] _search;
    private readonly Vector3[] _image;

    /// <summary>Prepares the search.</summary>
    public DistanceFit(Structure structure, DistanceEdges edges, PairPredictions predicted)
    {
        (_edges, _predicted) = (edges, predicted);
        _start = [.. structure.Cartesian];
        _positions = [.. _start];
        _shifts = Array.ConvertAll(edges.Shift, structure.Lattice.ToCartesian);
        var rows = edges.Count + edges.HomeCount;
        (_directions, _weights) = (new Vector3[rows], new double[rows]);
        (_slope, _move, _residual, _search, _image) = (new Vector3[_start.Length], new Vector3[_start.Length], new Vector3[_start.Length], new Vector3[_start.Length], new Vector3[_start.Length]);
    }

    /// <summary>Runs the search; returns the place of every atom, in Angstrom.</summary>
    public Vector3[] Solve()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var spring = Linearise();
            SolveLinear(spring);
            var longest = 0.0;
            foreach (var move in _move)
                longest = Math.Max(longest, move.Length);
            var part = Math.Min(1, LongestMove / Math.Max(longest, double.Epsilon));
            for (var atom = 0; atom < _positions.Length; atom++)
                _positions[atom] += part * _move[atom];
            if (!(longest >= AtRest))
                break;
        }

        return _positions;
    }

    // Directions and weights of all pairs, and the slope; returns the constant of the springs.
    private double Linearise()
    {
        Array.Clear(_slope);
        var stiffness = 0.0;
        for (var pair = 0; pair < _edges.Count; pair++)
        {
            var (sender, receiver) = (_edges.Sender[pair], _edges.Receiver[pair]);
            var pull = Row(pair, _positions[sender] + _shifts[pair] - _positions[receiver], _predicted.Relaxed[pair], _predicted.RelaxedLogVariance[pair]);
            _slope[sender] += pull;
            _slope[receiver] -= pull;
            stiffness += 2 * _weights[pair];
            if (pair >= _edges.HomeCount)
                continue;
            var row = _edges.Count + pair;
            _slope[sender] += Row(row, _positions[sender] - _start[receiver], _predicted.Displacement[pair], _predicted.DisplacementLogVariance[pair]);
            stiffness += _weights[row];
        }

        var spring = Spring * stiffness / (3 * _positions.Length);
        for (var atom = 0; atom < _positions.Length; atom++)
            _slope[atom] += spring * (_positions[atom] - _start[atom]);
        return spring;
    }

    private Vector3 Row(int row, Vector3 apart, double predicted, double logWidth)
    {
        var distance = Math.Sqrt(Math.Max(Vector3.Dot(apart, apart), DistanceEdges.SquaredFloor));
        var error = distance - predicted;
        _directions[row] = 1 / distance * apart;
        _weights[row] = 1 / (Math.Exp(Math.Clamp(logWidth, LowestLogWidth, HighestLogWidth)) * Math.Max(Math.Abs(error), Smallest));
        return _weights[row] * error * _directions[row];
    }

    // Conjugate gradients for (JᵀWJ + spring)·move = −slope.
    private void SolveLinear(double spring)
    {
        Array.Clear(_move);
        var square = 0.0;
        for (var atom = 0; atom < _slope.Length; atom++)
        {
            _residual[atom] = _search[atom] = -1 * _slope[atom];
            square += Vector3.Dot(_residual[atom], _residual[atom]);
        }

        var enough = LinearTolerance * LinearTolerance * square;
        for (var step = 0; step < LinearSteps && !(square <= enough); step++) // what is no number goes on into the positions, where it is seen
        {
            Multiply(spring);
            var curvature = 0.0;
            for (var atom = 0; atom < _search.Length; atom++)
                curvature += Vector3.Dot(_search[atom], _image[atom]);
            var length = square / curvature;
            var next = 0.0;
            for (var atom = 0; atom < _search.Length; atom++)
            {
                _move[atom] += length * _search[atom];
                _residual[atom] -= length * _image[atom];
                next += Vector3.Dot(_residual[atom], _residual[atom]);
            }

            var turn = next / square;
            for (var atom = 0; atom < _search.Length; atom++)
                _search[atom] = _residual[atom] + turn * _search[atom];
            square = next;
        }
    }

    private void Multiply(double spring)
    {
        for (var atom = 0; atom < _search.Length; atom++)
            _image[atom] = spring * _search[atom];
        for (var pair = 0; pair < _edges.Count; pair++)
        {
            var (sender, receiver) = (_edges.Sender[pair], _edges.Receiver[pair]);
            var direction = _directions[pair];
            var pull = _weights[pair] * Vector3.Dot(direction, _search[sender] - _search[receiver]) * direction;
            _image[sender] += pull;
            _image[receiver] -= pull;
            if (pair >= _edges.HomeCount)
                continue;
            var row = _edges.Count + pair;
            direction = _directions[row];
            _image[sender] += _weights[row] * Vector3.Dot(direction, _search[sender]) * direction;
        }
    }
}
