namespace DefiNet.Relaxation.Minimisation;

/// <summary>Quasi-Newton with a limited memory of moves and changes of the force, without line search.</summary>
/// <remarks>J. Nocedal, Math. Comput. 35, 773 (1980), algorithm of two loops; parameters as ASE's LBFGS has them.</remarks>
internal sealed class LbfgsMinimiser : IMinimiser
{
    private const int Memory = 100;
    private const double FirstCurvature = 70;
    private const double LongestMove = 0.2;

    private readonly double[] _inverse = new double[Memory];
    private readonly double[] _weight = new double[Memory];
    private double[][] _moves = [];
    private double[][] _changes = [];
    private double[] _oldPositions = [];
    private double[] _oldForces = [];
    private int _count;
    private int _first;
    private int _held;
    private bool _moving;

    /// <inheritdoc/>
    public void Begin(int count)
    {
        if (_oldPositions.Length < count)
        {
            (_oldPositions, _oldForces) = (new double[count], new double[count]);
            _moves = [.. Enumerable.Range(0, Memory).Select(_ => new double[count])];
            _changes = [.. Enumerable.Range(0, Memory).Select(_ => new double[count])];
        }

        (_count, _first, _held, _moving) = (count, 0, 0, false);
    }

    /// <inheritdoc/>
    public void Advance(double energy, ReadOnlySpan<double> positions, ReadOnlySpan<double> forces, Span<double> move)
    {
        if (_moving)
            Remember(positions, forces);
        positions.CopyTo(_oldPositions);
        forces.CopyTo(_oldForces);
        _moving = true;

        forces.CopyTo(move);
        for (var age = _held - 1; age >= 0; age--)
        {
            var at = (_first + age) % Memory;
            _weight[at] = _inverse[at] * Field.Dot(_moves[at].AsSpan(0, _count), move);
            Field.Add(move, -_weight[at], _changes[at].AsSpan(0, _count));
        }

        Field.Scale(move, 1 / FirstCurvature);
        for (var age = 0; age < _held; age++)
        {
            var at = (_first + age) % Memory;
            var along = _inverse[at] * Field.Dot(_changes[at].AsSpan(0, _count), move);
            Field.Add(move, _weight[at] - along, _moves[at].AsSpan(0, _count));
        }

        var longest = Field.LongestRow(move);
        if (longest >= LongestMove)
            Field.Scale(move, LongestMove / longest);
    }

    private void Remember(ReadOnlySpan<double> positions, ReadOnlySpan<double> forces)
    {
        var at = (_first + _held) % Memory;
        var moved = _moves[at].AsSpan(0, _count);
        var changed = _changes[at].AsSpan(0, _count);
        for (var index = 0; index < _count; index++)
        {
            moved[index] = positions[index] - _oldPositions[index];
            changed[index] = _oldForces[index] - forces[index];
        }

        _inverse[at] = 1 / Field.Dot(changed, moved);
        if (!double.IsFinite(_inverse[at]))
            return; // nothing moved, or the force did not change: nothing to learn
        if (_held < Memory)
            _held++;
        else
            _first = (_first + 1) % Memory;
    }
}
