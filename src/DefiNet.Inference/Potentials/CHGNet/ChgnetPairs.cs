using System.Numerics;
using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>Undirected bonds of a CHGNet, forward and back: radial functions, features, and what they give to each layer.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class ChgnetPairs<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ChgnetWorkspace<T> _space;
    private readonly ChgnetWeights<T> _net;
    private readonly PotentialKernels<T> _kernels;
    private readonly int _layers;
    private readonly int _d;
    private readonly int _two;
    private readonly int _radial;

    public ChgnetPairs(ChgnetWorkspace<T> space)
    {
        (_space, _net, _kernels, _layers, _d, _two) = (space, space.Net, space.Kernels, space.Layers, space.Channels, space.Hidden);
        _radial = space.Radial;
    }

    // Radial functions, filters and first features of undirected bonds.
    public void PreparePairs(int tile, int worker)
    {
        var (first, rows, shorts) = _space.PairRows(tile);
        var basis = _space.Scratch[worker].Pointer;
        var shortSlope = basis + rows * (long)_radial;
        var slope = _space.BasisSlope.Pointer + first * (long)_radial;
        Span<double> values = stackalloc double[_radial];
        Span<double> slopes = stackalloc double[_radial];
        for (var row = 0; row < rows; row++)
        {
            _net.AtomBasis.Evaluate(_space.Graph.Length.Pointer[_space.Angles.One.Pointer[first + row]], values, slopes);
            Put(values, basis + row * _radial);
            Put(slopes, slope + row * _radial);
        }

        var at = first * (long)_d;
        _net.BondEmbedding.Apply(basis, _radial, rows, _space.BondValues.Pointer + at, _d);
        _net.AtomFilter.Apply(basis, _radial, rows, _space.AtomFilter.Pointer + at, _d);
        _net.AtomFilter.Apply(slope, _radial, rows, _space.AtomFilterSlope.Pointer + at, _d);
        if (shorts == 0)
            return;
        new ReadOnlySpan<T>(_space.BondValues.Pointer + at, shorts * _d).CopyTo(new Span<T>(_space.ShortBondValues.Pointer + at, shorts * _d));
        for (var row = 0; row < shorts; row++)
        {
            _net.BondBasis.Evaluate(_space.Graph.Length.Pointer[_space.Angles.One.Pointer[first + row]], values, slopes);
            Put(values, basis + row * _radial);
            Put(slopes, shortSlope + row * _radial);
        }

        _net.BondFilter.Apply(basis, _radial, shorts, _space.BondFilter.Pointer + at, _d);
        _net.BondFilter.Apply(shortSlope, _radial, shorts, _space.BondFilterSlope.Pointer + at, _d);
    }

    // Bond features after the convolution before, and their parts in the layers to come.
    public void RunPairs(int tile, int worker)
    {
        var (first, rows, shorts) = _space.PairRows(tile);
        var at = first * (long)_d;
        if (_space.Layer > 0 && shorts > 0)
        {
            var sums = _space.Scratch[worker].Pointer;
            _kernels.GatherSilu(sums, fresh: true, shorts, _d, new(_space.BondSums.Pointer, _d, _space.Angles.ShortOne.Pointer + first), new(_space.BondSums.Pointer, _d, _space.Angles.ShortTwo.Pointer + first), default, null);
            _net.BondLayers[_space.Layer - 1].Out!.Apply(sums, _d, shorts, _space.ShortBonds(_space.Layer) + at, _d);
            _kernels.Add(_space.ShortBonds(_space.Layer) + at, _space.ShortBonds(_space.Layer - 1) + at, shorts * (long)_d);
        }

        var toAtoms = _space.BondsToAtoms(_space.Layer) + first * (long)_two;
        if (shorts > 0)
            _net.BondsToAtoms[_space.Layer].Forward.Apply(_space.ShortBonds(_space.Layer) + at, _d, shorts, toAtoms, _two);
        if (shorts < rows)
            _net.BondsToAtoms[_space.Layer].Forward.Apply(_space.BondValues.Pointer + at + shorts * (long)_d, _d, rows - shorts, toAtoms + shorts * (long)_two, _two);
        if (shorts == 0)
            return;
        if (_space.HasBondLayer)
            _net.BondsToBonds[_space.Layer].Forward.Apply(_space.ShortBonds(_space.Layer) + at, _d, shorts, _space.BondsToBonds.Pointer + ((long)_space.Layer * _space.Angles.ShortPairs + first) * 2 * _two, 2 * _two);
        if (_space.Layer > 0 && _space.Layer <= _layers - 2)
            _net.BondsToAngles[_space.Layer - 1].Forward.Apply(_space.ShortBonds(_space.Layer) + at, _d, shorts, _space.BondsToAngles.Pointer + ((_space.Layer - 1L) * _space.Angles.ShortPairs + first) * 2 * _two, 2 * _two);
    }

    // Gradient by bond features: what the atom convolution after this layer, and the angle update and the bond convolution of this or the next one, say.
    public void ReversePairs(int tile, int worker)
    {
        var (first, rows, shorts) = _space.PairRows(tile);
        var room = _space.Scratch[worker].Pointer;
        AddPairGradients(first, rows, shorts, _space.Layer + 1, room);
        if (shorts == 0)
            return;
        var dBonds = _space.DBonds.Pointer + first * (long)_d;
        if (_space.HasAngleLayer)
            AddShortGradients(_net.BondsToAngles[_space.Layer].Reverse, _space.DShortToAngles.Pointer, first, shorts, dBonds, room);
        _net.BondLayers[_space.Layer].OutReverse!.Apply(dBonds, _d, shorts, _space.DBondSums.Pointer + first * (long)_d, _d);
    }

    public void FinishPairs(int tile, int worker)
    {
        var (first, rows, shorts) = _space.PairRows(tile);
        var room = _space.Scratch[worker].Pointer;
        AddPairGradients(first, rows, shorts, 0, room);
        _net.BondEmbedding.Apply(_space.BasisSlope.Pointer + first * (long)_radial, _radial, rows, room, _d);
        _kernels.AddDots(_space.DBonds.Pointer + first * (long)_d, room, null, rows, _d, _space.PairSlopes.Pointer + first);
    }

    private static void Put(ReadOnlySpan<double> numbers, T* target)
    {
        for (var k = 0; k < numbers.Length; k++)
            target[k] = T.CreateTruncating(numbers[k]);
    }

    private void AddPairGradients(int first, int rows, int shorts, int layer, T* room)
    {
        var dBonds = _space.DBonds.Pointer + first * (long)_d;
        _kernels.GatherSilu(room, fresh: true, rows, _two, new(_space.DBondRows.Pointer, _two, _space.Angles.One.Pointer + first), new(_space.DBondRows.Pointer, _two, _space.Angles.Two.Pointer + first), default, null);
        _net.BondsToAtoms[layer].Reverse.Apply(room, _two, rows, dBonds, _d, add: true);
        if (shorts > 0 && layer < _layers - 1)
            AddShortGradients(_net.BondsToBonds[layer].Reverse, _space.DShortToBonds.Pointer, first, shorts, dBonds, room);
    }

    private void AddShortGradients(Linear<T> reverse, T* byShort, int first, int shorts, T* dBonds, T* room)
    {
        _kernels.GatherSilu(room, fresh: true, shorts, 2 * _two, new(byShort, 2 * _two, _space.Angles.ShortOne.Pointer + first), new(byShort, 2 * _two, _space.Angles.ShortTwo.Pointer + first), default, null);
        reverse.Apply(room, 2 * _two, shorts, dBonds, _d, add: true);
    }
}
