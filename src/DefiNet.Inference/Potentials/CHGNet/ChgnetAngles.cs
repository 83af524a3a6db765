using System.Numerics;
using DefiNet.Inference.Potentials.Arithmetic;
using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>Angles of a CHGNet, forward and back: angular functions, the convolution over the angles of a bond, and the update of angles.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class ChgnetAngles<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double CosineShrink = 1 - 1e-6;

    private readonly ChgnetWorkspace<T> _space;
    private readonly ChgnetWeights<T> _net;
    private readonly PotentialKernels<T> _kernels;
    private readonly int _d;
    private readonly int _two;
    private readonly int _angular;
    private readonly double[] _waves;
    private readonly ChgnetNorm<T>[] _norms;
    private readonly ChgnetNorm<T>[] _updateNorms;

    public ChgnetAngles(ChgnetWorkspace<T> space)
    {
        (_space, _net, _kernels, _d, _two, _angular) = (space, space.Net, space.Kernels, space.Channels, space.Hidden, space.Angular);
        _norms = [.. _net.BondLayers.Select(ChgnetNorm<T>.Of)];
        _waves = Waves.Of(_net.AngleFrequencies.Select(frequency => (double)frequency));
        _updateNorms = [.. _net.AngleLayers.Select(ChgnetNorm<T>.Of)];
    }

    // Angular functions and first features of angles. The slopes are those by the cosine.
    public void PrepareAngles(int tile, int worker)
    {
        var (first, rows) = _space.AngleRows(tile);
        var basis = _space.Scratch[worker].Pointer;
        var slope = _space.AngleSlope.Pointer + first * (long)_angular;
        var norm = 1 / Math.Sqrt(Math.PI);
        var frequencies = _net.AngleFrequencies.Length;
        Span<double> sin = stackalloc double[_waves.Length];
        Span<double> cos = stackalloc double[_waves.Length];
        for (var row = 0; row < rows; row++)
        {
            var cosine = Cosine(first + row) * CosineShrink;
            var angle = Math.Acos(cosine);
            var byCosine = -CosineShrink / Math.Sqrt(1 - cosine * cosine);
            var values = new Span<T>(basis + row * _angular, _angular);
            var slopes = new Span<T>(slope + row * _angular, _angular);
            (values[0], slopes[0]) = (T.CreateTruncating(norm / Math.Sqrt(2)), T.Zero);
            Waves.SinCos(_waves, angle, sin, cos);
            for (var k = 0; k < frequencies; k++)
            {
                values[1 + k] = T.CreateTruncating(norm * sin[k]);
                slopes[1 + k] = T.CreateTruncating(norm * cos[k] * _waves[k] * byCosine);
                values[1 + frequencies + k] = T.CreateTruncating(norm * cos[k]);
                slopes[1 + frequencies + k] = T.CreateTruncating(-norm * sin[k] * _waves[k] * byCosine);
            }
        }

        _net.AngleEmbedding.Apply(basis, _angular, rows, _space.AngleValues.Pointer + first * (long)_d, _d);
    }

    public void ConvolveBonds(int tile, int worker)
    {
        var (first, rows) = _space.AngleRows(tile);
        var tape = _space.BondTape(first, worker);
        FillBondTape(first, rows, tape, _space.Work(rows, worker));
        var (from, to) = (_space.Angles.ShortStart.Pointer[_space.AngleTiles.First(tile)], _space.Angles.ShortStart.Pointer[_space.AngleTiles.End(tile)]);
        for (var bond = from; bond < to; bond++)
        {
            var (start, end) = (_space.Angles.AngleStartOfShort.Pointer[bond], _space.Angles.AngleStartOfShort.Pointer[bond + 1]);
            _kernels.SumProducts(_space.Message(tape, rows), new(_space.BondFilter.Pointer, _d, _space.Angles.AnglePair.Pointer + first), new(_space.BondFilter.Pointer, _d, _space.Angles.AngleOtherPair.Pointer + first),
                start - first, end - start, _d, _space.BondSums.Pointer + bond * (long)_d);
        }
    }

    public void UpdateAngles(int tile, int worker)
    {
        var (first, rows) = _space.AngleRows(tile);
        var tape = _space.AngleTape(first, worker);
        var next = _space.AngleFeatures(_space.Layer + 1) + first * (long)_d;
        FillAngleTape(first, rows, tape, next);
        _kernels.Add(next, _space.AngleFeatures(_space.Layer) + first * (long)_d, rows * (long)_d);
    }

    public void ReverseAngles(int tile, int worker)
    {
        var (first, rows) = _space.AngleRows(tile);
        var tape = _space.AngleTape(first, worker);
        var g = _space.Work(rows, worker);
        if (!_space.Taped)
            FillAngleTape(first, rows, tape, g);
        var dAngles = _space.DAngles.Pointer + first * (long)_d;
        _kernels.GateReverse(dAngles, tape, rows, _d, g);
        _kernels.NormReverse(g, rows, _d, tape + rows * 2L * _d, tape + rows * 4L * _d);
        _net.AnglesToAngles[_space.Layer].Reverse.Apply(g, _two, rows, dAngles, _d, add: true);
        SumAngles(tile, first, g, _space.DAtomsToAngles.Pointer, _space.DShortToAngles.Pointer);
    }

    public void ReverseBondConvolution(int tile, int worker)
    {
        var (first, rows) = _space.AngleRows(tile);
        var tape = _space.BondTape(first, worker);
        var work = _space.Work(rows, worker);
        if (!_space.Taped)
            FillBondTape(first, rows, tape, work);
        var slopes = _space.RowSlopes.Pointer + 2L * first;
        new Span<T>(slopes, 2 * rows).Clear();
        var pair = _space.Angles.AnglePair.Pointer + first;
        var other = _space.Angles.AngleOtherPair.Pointer + first;
        var g = work;
        var result = g + rows * 2L * _d;
        _kernels.MessageReverse(new(_space.DBondSums.Pointer, _d, pair), _space.Message(tape, rows),
            new(_space.BondFilter.Pointer, _d, pair), new(_space.BondFilterSlope.Pointer, _d, pair), new(_space.BondFilter.Pointer, _d, other), new(_space.BondFilterSlope.Pointer, _d, other),
            tape + rows * (long)_two, rows, _d, g, slopes, slopes + rows);
        _space.ReverseRows(_net.BondLayers[_space.Layer], rows, tape, g, result);
        _net.AnglesToBonds[_space.Layer].Reverse.Apply(result, _two, rows, _space.DAngles.Pointer + first * (long)_d, _d, add: true);
        SumAngles(tile, first, result, _space.DAtomsToBonds.Pointer, _space.DShortToBonds.Pointer);
        for (var row = 0; row < rows; row++)
        {
            _space.ShortSlopes.Pointer[_space.Angles.AngleShort.Pointer[first + row]] += slopes[row];
            _space.ShortSlopes.Pointer[_space.Angles.AngleOtherShort.Pointer[first + row]] += slopes[rows + row];
        }
    }

    // Derivatives by the vector of each bond: along it, and across it from the angles.
    public void FinishBonds(int tile, int worker)
    {
        var (first, rows) = _space.BondRows(tile);
        for (var bond = first; bond < first + rows; bond++)
        {
            var along = double.CreateTruncating(_space.Slopes.Pointer[bond]);
            if (_space.Angles.One.Pointer[_space.Angles.PairOf.Pointer[bond]] == bond)
                along += double.CreateTruncating(_space.PairSlopes.Pointer[_space.Angles.PairOf.Pointer[bond]]);
            if (_space.Angles.ShortOf.Pointer[bond] is var index and >= 0)
                along += double.CreateTruncating(_space.ShortSlopes.Pointer[index]);
            for (var axis = 0; axis < 3; axis++)
                _space.ByBond[3L * bond + axis] = along * _space.Graph.Vector.Pointer[3L * bond + axis] / _space.Graph.Length.Pointer[bond];
        }

        for (var atom = _space.BondTiles.First(tile); atom < _space.BondTiles.End(tile); atom++)
        {
            var (from, to) = (_space.Angles.AngleStart.Pointer[atom], _space.Angles.AngleStart.Pointer[atom + 1]);
            for (var start = from; start < to; start += TileWorkspace<T>.RowsATile)
            {
                var count = Math.Min(TileWorkspace<T>.RowsATile, to - start);
                var room = _space.Scratch[worker].Pointer;
                _net.AngleEmbedding.Apply(_space.AngleSlope.Pointer + start * (long)_angular, _angular, count, room, _d);
                _kernels.AddDots(_space.DAngles.Pointer + start * (long)_d, room, null, count, _d, _space.AngleSlopes.Pointer + start);
            }

            for (var angle = from; angle < to; angle++)
                BondAngle.Bend(_space.Graph, _space.Angles.ShortBond.Pointer[_space.Angles.AngleShort.Pointer[angle]], _space.Angles.ShortBond.Pointer[_space.Angles.AngleOtherShort.Pointer[angle]], double.CreateTruncating(_space.AngleSlopes.Pointer[angle]), _space.ByBond);
        }
    }

    private void FillBondTape(int first, int rows, T* tape, T* hidden)
    {
        _net.AnglesToBonds[_space.Layer].Forward.Apply(_space.AngleFeatures(_space.Layer) + first * (long)_d, _d, rows, hidden, _two);
        var bonds = _space.BondsToBonds.Pointer + (long)_space.Layer * _space.Angles.ShortPairs * 2 * _two;
        _kernels.GatherSilu(hidden, fresh: false, rows, _two, new(bonds, 2 * _two, _space.Angles.AnglePair.Pointer + first), new(bonds + _two, 2 * _two, _space.Angles.AngleOtherPair.Pointer + first),
            new(_space.AtomsToBonds.Pointer + (long)_space.Layer * _space.Atoms * _two, _two, _space.Angles.AngleCentre.Pointer + first), tape);
        _space.FillNorms(_net.BondLayers[_space.Layer], _norms[_space.Layer], rows, hidden, tape);
    }

    // Tape of an update: derivatives of core and gate, normalised values, deviations.
    private void FillAngleTape(int first, int rows, T* tape, T* value)
    {
        _net.AnglesToAngles[_space.Layer].Forward.Apply(_space.AngleFeatures(_space.Layer) + first * (long)_d, _d, rows, tape, _two);
        var bonds = _space.BondsToAngles.Pointer + (long)_space.Layer * _space.Angles.ShortPairs * 2 * _two;
        _kernels.GatherSilu(tape, fresh: false, rows, _two, new(bonds, 2 * _two, _space.Angles.AnglePair.Pointer + first), new(bonds + _two, 2 * _two, _space.Angles.AngleOtherPair.Pointer + first),
            new(_space.AtomsToAngles.Pointer + (long)_space.Layer * _space.Atoms * _two, _two, _space.Angles.AngleCentre.Pointer + first), null);
        var norm = _updateNorms[_space.Layer];
        _kernels.NormGate(tape, rows, _d, norm.Row(0), norm.Row(1), norm.Row(2), norm.Row(3), value, tape + rows * 2L * _d, tape + rows * 4L * _d);
    }

    // Gradients of rows summed by atom, by the bond that receives, and by the other bond.
    private void SumAngles(int tile, int first, T* g, T* byAtom, T* byShort)
    {
        for (var atom = _space.AngleTiles.First(tile); atom < _space.AngleTiles.End(tile); atom++)
        {
            var (start, end) = (_space.Angles.AngleStart.Pointer[atom], _space.Angles.AngleStart.Pointer[atom + 1]);
            _kernels.SumRows(g + (start - first) * (long)_two, _two, end - start, _two, byAtom + atom * (long)_two);
            var (from, to) = (_space.Angles.ShortStart.Pointer[atom], _space.Angles.ShortStart.Pointer[atom + 1]);
            new Span<T>(byShort + from * 2L * _two, (to - from) * 2 * _two).Clear();
            for (var bond = from; bond < to; bond++)
            {
                var (one, last) = (_space.Angles.AngleStartOfShort.Pointer[bond], _space.Angles.AngleStartOfShort.Pointer[bond + 1]);
                _kernels.SumRows(g + (one - first) * (long)_two, _two, last - one, _two, byShort + bond * 2L * _two);
            }

            for (var angle = start; angle < end; angle++)
                _kernels.Add(byShort + _space.Angles.AngleOtherShort.Pointer[angle] * 2L * _two + _two, g + (angle - first) * (long)_two, _two);
        }
    }

    private double Cosine(int angle) =>
        Math.Clamp(BondAngle.Cosine(_space.Graph, _space.Angles.ShortBond.Pointer[_space.Angles.AngleShort.Pointer[angle]], _space.Angles.ShortBond.Pointer[_space.Angles.AngleOtherShort.Pointer[angle]]), -1, 1);
}
