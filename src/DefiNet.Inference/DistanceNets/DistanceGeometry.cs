using DefiNet.Crystals;

namespace DefiNet.Inference.DistanceNets;

/// <summary>Finds positions whose distances lie within predicted bounds, by descent from the unrelaxed ones.</summary>
/// <remarks>
/// As the published solver does it: mean distance to the bounds, Adam with a rate of 0.1, 100 steps, single precision, sums in the order of the pairs.
/// Where bounds balance, Adam makes steps of what rounding leaves: the order and the precision are part of the answer.
/// </remarks>
internal sealed class DistanceGeometry
{
    private const int Steps = 100;
    private const double Rate = 0.1;
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Epsilon = 1e-8;
    private const float LongestDistance = 150;
    private const float LowestLogVariance = -5;
    private const float HighestLogVariance = 2;

    private readonly DistanceEdges _edges;
    private readonly float[] _start;
    private readonly float[] _positions;
    private readonly float[] _shifts;
    private readonly (float[] Low, float[] High) _displacement;
    private readonly (float[] Low, float[] High) _relaxed;
    private readonly float[] _fromDisplacement;
    private readonly float[] _fromSender;
    private readonly float[] _fromReceiver;

    /// <summary>Prepares the search.</summary>
    public DistanceGeometry(Structure structure, DistanceEdges edges, PairPredictions predicted)
    {
        _edges = edges;
        _start = new float[3 * structure.Count];
        for (var index = 0; index < _start.Length; index++)
            _start[index] = (float)structure.Cartesian[index / 3][index % 3];
        _positions = [.. _start];
        (_fromDisplacement, _fromSender, _fromReceiver) = (new float[_start.Length], new float[_start.Length], new float[_start.Length]);
        _displacement = Bounds(predicted.Displacement, predicted.DisplacementLogVariance);
        _relaxed = Bounds(predicted.Relaxed, predicted.RelaxedLogVariance);
        _shifts = new float[3 * edges.Count];
        for (var edge = 0; edge < edges.Count; edge++)
            for (var axis = 0; axis < 3; axis++)
            {
                var shift = edges.Shift[edge];
                _shifts[3 * edge + axis] = (float)shift.X * predicted.Cell[axis] + (float)shift.Y * predicted.Cell[3 + axis] + (float)shift.Z * predicted.Cell[6 + axis];
            }
    }

    /// <summary>Runs the search; returns three numbers for each atom, in Angstrom.</summary>
    public float[] Solve()
    {
        var mean = new float[_positions.Length];
        var square = new float[_positions.Length];
        for (var step = 1; step <= Steps; step++)
        {
            Descend();
            var size = (float)(-Rate / (1 - Math.Pow(FirstDecay, step)));
            var spread = (float)Math.Sqrt(1 - Math.Pow(SecondDecay, step));
            for (var index = 0; index < _positions.Length; index++)
            {
                var slope = _fromDisplacement[index] + _fromSender[index] + _fromReceiver[index];
                mean[index] += (float)(1 - FirstDecay) * (slope - mean[index]);
                square[index] = square[index] * (float)SecondDecay + (float)(1 - SecondDecay) * slope * slope;
                var scale = MathF.Sqrt(square[index]) / spread + (float)Epsilon;
                _positions[index] += size * (mean[index] / scale);
            }
        }

        return _positions;
    }

    private static (float[] Low, float[] High) Bounds(float[] distances, float[] logVariances)
    {
        var (low, high) = (new float[distances.Length], new float[distances.Length]);
        for (var pair = 0; pair < distances.Length; pair++)
        {
            var width = MathF.Exp(Math.Clamp(logVariances[pair], LowestLogVariance, HighestLogVariance));
            low[pair] = Math.Max(distances[pair] - width, 0);
            high[pair] = distances[pair] + width;
        }

        return (low, high);
    }

    // Slopes of the mean excess over the bounds, for the three places where positions enter it.
    private void Descend()
    {
        Array.Clear(_fromDisplacement);
        Array.Clear(_fromSender);
        Array.Clear(_fromReceiver);
        var weight = 1f / _edges.HomeCount;
        for (var pair = 0; pair < _edges.HomeCount; pair++)
        {
            var (sender, receiver) = (3 * _edges.Sender[pair], 3 * _edges.Receiver[pair]);
            var x = _positions[sender] - _start[receiver];
            var y = _positions[sender + 1] - _start[receiver + 1];
            var z = _positions[sender + 2] - _start[receiver + 2];
            var slope = Slope(x, y, z, _displacement.Low[pair], _displacement.High[pair], weight);
            _fromDisplacement[sender] += slope * (2 * x);
            _fromDisplacement[sender + 1] += slope * (2 * y);
            _fromDisplacement[sender + 2] += slope * (2 * z);
        }

        weight = 1f / _edges.Count;
        for (var pair = 0; pair < _edges.Count; pair++)
        {
            var (sender, receiver) = (3 * _edges.Sender[pair], 3 * _edges.Receiver[pair]);
            var x = _positions[sender] + _shifts[3 * pair] - _positions[receiver];
            var y = _positions[sender + 1] + _shifts[3 * pair + 1] - _positions[receiver + 1];
            var z = _positions[sender + 2] + _shifts[3 * pair + 2] - _positions[receiver + 2];
            var slope = Slope(x, y, z, _relaxed.Low[pair], _relaxed.High[pair], weight);
            _fromSender[sender] += slope * (2 * x);
            _fromSender[sender + 1] += slope * (2 * y);
            _fromSender[sender + 2] += slope * (2 * z);
            _fromReceiver[receiver] -= slope * (2 * x);
            _fromReceiver[receiver + 1] -= slope * (2 * y);
            _fromReceiver[receiver + 2] -= slope * (2 * z);
        }
    }

    private static float Slope(float x, float y, float z, float low, float high, float weight)
    {
        var squared = x * x + y * y + z * z;
        if (squared < (float)DistanceEdges.SquaredFloor)
            return 0;
        var distance = MathF.Sqrt(squared);
        if (distance > LongestDistance)
            return 0;
        return distance > high ? weight / (2 * distance) : distance < low ? -weight / (2 * distance) : 0;
    }
}
