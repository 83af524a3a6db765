using System.Numerics;
using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>Atoms of a CHGNet, forward and back: features, what they give to each layer, energies, magnetic moments, and the convolution over their bonds.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class ChgnetAtoms<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ChgnetWorkspace<T> _space;
    private readonly ChgnetWeights<T> _net;
    private readonly PotentialKernels<T> _kernels;
    private readonly int _layers;
    private readonly int _d;
    private readonly int _two;
    private readonly ChgnetNorm<T>[] _norms;
    private readonly ChgnetNorm<T> _readoutNorm;
    private readonly ChgnetNorm<T> _embedding;

    public ChgnetAtoms(ChgnetWorkspace<T> space)
    {
        (_space, _net, _kernels, _layers, _d, _two) = (space, space.Net, space.Kernels, space.Layers, space.Channels, space.Hidden);
        _norms = [.. _net.AtomLayers.Select(ChgnetNorm<T>.Of)];
        _readoutNorm = new(_net.ReadoutScale, _net.ReadoutShift);
        _embedding = new(_net.Embedding);
    }

    // Atom features after the convolution before, and their parts in the layers to come.
    public void RunAtoms(int tile, int worker)
    {
        var (first, rows) = _space.AtomRows(tile);
        var at = first * (long)_d;
        var features = _space.AtomFeatures(_space.Layer) + at;
        if (_space.Layer > 0)
            Absorb(_space.Layer, first, rows);
        else
            for (var row = 0; row < rows; row++)
                new ReadOnlySpan<T>(_embedding.Row(0) + (long)_space.Types[first + row] * _d, _d).CopyTo(new Span<T>(features + row * (long)_d, _d));

        _net.AtomsToAtoms[_space.Layer].Forward.Apply(features, _d, rows, _space.AtomsToAtoms(_space.Layer) + first * 2L * _two, 2 * _two);
        if (_space.Layer > 0 && _space.Layer <= _layers - 1)
            _net.AtomsToBonds[_space.Layer - 1].Forward.Apply(features, _d, rows, _space.AtomsToBonds.Pointer + ((_space.Layer - 1L) * _space.Atoms + first) * _two, _two);
        if (_space.Layer > 0 && _space.Layer <= _layers - 2)
            _net.AtomsToAngles[_space.Layer - 1].Forward.Apply(features, _d, rows, _space.AtomsToAngles.Pointer + ((_space.Layer - 1L) * _space.Atoms + first) * _two, _two);
        if (_space.Layer == _layers - 1)
        {
            var moments = _space.Scratch[worker].Pointer;
            _net.SiteWise.Apply(features, _d, rows, moments, 1);
            for (var row = 0; row < rows; row++)
                _space.SiteMoments.Pointer[first + row] = Math.Abs(double.CreateTruncating(moments[row]));
        }
    }

    public void ConvolveAtoms(int tile, int worker)
    {
        var (first, rows) = _space.BondRows(tile);
        var tape = _space.AtomTape(first, worker);
        FillAtomTape(first, rows, tape, _space.Work(rows, worker));
        for (var atom = _space.BondTiles.First(tile); atom < _space.BondTiles.End(tile); atom++)
        {
            var (from, to) = (_space.Graph.Start.Pointer[atom], _space.Graph.Start.Pointer[atom + 1]);
            _kernels.SumProducts(_space.Message(tape, rows), new(_space.AtomFilter.Pointer, _d, _space.Angles.PairOf.Pointer + first), from - first, to - from, _d, _space.AtomSums.Pointer + atom * (long)_d);
        }
    }

    // The last convolution of a tile: its bonds forward, the energies of its atoms, and its bonds back. All of them are still near in memory, and nothing need be kept.
    public void TurnAtoms(int tile, int worker)
    {
        ConvolveAtoms(tile, worker);
        var end = _space.BondTiles.End(tile);
        var room = _space.Work(_space.BondRows(tile).Rows, worker);
        for (var atom = _space.BondTiles.First(tile); atom < end; atom += TileWorkspace<T>.AtomsATile)
        {
            var rows = Math.Min(TileWorkspace<T>.AtomsATile, end - atom);
            var at = atom * (long)_d;
            Absorb(_layers, atom, rows);
            ReadOut(atom, rows, room);
            _net.AtomLayers[^1].OutReverse!.Apply(_space.DAtoms.Pointer + at, _d, rows, _space.DAtomSums.Pointer + at, _d);
        }

        ReverseAtomConvolution(tile, worker);
    }

    // Gradient by atom features: what the atom convolution after this layer, its bond convolution and angle update say.
    public void ReverseAtoms(int tile, int worker)
    {
        var (first, rows) = _space.AtomRows(tile);
        var dAtoms = _space.DAtoms.Pointer + first * (long)_d;
        for (var atom = first; atom < first + rows; atom++)
        {
            var (from, to) = (_space.Graph.Start.Pointer[atom], _space.Graph.Start.Pointer[atom + 1]);
            _kernels.SumPicked(new(_space.DBondRows.Pointer, _two, _space.Graph.Reverse.Pointer), from, to - from, _two, _space.DAtomsToAtoms.Pointer + atom * 2L * _two + _two);
        }

        _net.AtomsToAtoms[_space.Layer + 1].Reverse.Apply(_space.DAtomsToAtoms.Pointer + first * 2L * _two, 2 * _two, rows, dAtoms, _d, add: true);
        _net.AtomsToBonds[_space.Layer].Reverse.Apply(_space.DAtomsToBonds.Pointer + first * (long)_two, _two, rows, dAtoms, _d, add: true);
        if (_space.HasAngleLayer)
            _net.AtomsToAngles[_space.Layer].Reverse.Apply(_space.DAtomsToAngles.Pointer + first * (long)_two, _two, rows, dAtoms, _d, add: true);
        _net.AtomLayers[_space.Layer].OutReverse!.Apply(dAtoms, _d, rows, _space.DAtomSums.Pointer + first * (long)_d, _d);
    }

    public void ReverseAtomConvolution(int tile, int worker)
    {
        var (first, rows) = _space.BondRows(tile);
        var tape = _space.AtomTape(first, worker);
        var work = _space.Work(rows, worker);
        if (!_space.Taped && _space.HasBondLayer)
            FillAtomTape(first, rows, tape, work);
        var result = _space.DBondRows.Pointer + first * (long)_two;
        var pairs = _space.Angles.PairOf.Pointer + first;
        _kernels.MessageReverse(new(_space.DAtomSums.Pointer, _d, _space.Graph.Centre.Pointer + first), _space.Message(tape, rows), new(_space.AtomFilter.Pointer, _d, pairs), new(_space.AtomFilterSlope.Pointer, _d, pairs),
            tape + rows * (long)_two, rows, _d, work, _space.Slopes.Pointer + first);
        _space.ReverseRows(_net.AtomLayers[_space.Layer], rows, tape, work, result);
        for (var atom = _space.BondTiles.First(tile); atom < _space.BondTiles.End(tile) && _space.Layer > 0; atom++)
        {
            var (from, to) = (_space.Graph.Start.Pointer[atom], _space.Graph.Start.Pointer[atom + 1]);
            _kernels.SumRows(_space.DBondRows.Pointer + from * (long)_two, _two, to - from, _two, _space.DAtomsToAtoms.Pointer + atom * 2L * _two);
        }
    }

    private void FillAtomTape(int first, int rows, T* tape, T* hidden)
    {
        var atoms = _space.AtomsToAtoms(_space.Layer);
        _kernels.GatherSilu(hidden, fresh: true, rows, _two, new(atoms, 2 * _two, _space.Graph.Centre.Pointer + first), new(atoms + _two, 2 * _two, _space.Graph.Neighbour.Pointer + first),
            new(_space.BondsToAtoms(_space.Layer), _two, _space.Angles.PairOf.Pointer + first), tape);
        _space.FillNorms(_net.AtomLayers[_space.Layer], _norms[_space.Layer], rows, hidden, tape);
    }

    private void Absorb(int layer, int first, int rows)
    {
        var at = first * (long)_d;
        var features = _space.AtomFeatures(layer) + at;
        _net.AtomLayers[layer - 1].Out!.Apply(_space.AtomSums.Pointer + at, _d, rows, features, _d);
        _kernels.Add(features, _space.AtomFeatures(layer - 1) + at, rows * (long)_d);
    }

    // Energies, and the gradient by the last atom features. The room is for as many rows of ChgnetWorkspace.ReadoutRow.
    private void ReadOut(int first, int rows, T* room)
    {
        var layers = _net.Readout;
        var normal = room;
        var spread = normal + rows * (long)_d;
        var x = spread + rows;
        room = x + rows * (long)_d;
        _kernels.Norm(_space.AtomFeatures(_layers) + first * (long)_d, rows, _d, _readoutNorm.Row(0), _readoutNorm.Row(1), x, normal, spread);
        var slopes = stackalloc T*[layers.Length];
        for (var index = 0; index < layers.Length; index++)
        {
            var count = rows * (long)layers[index].Forward.Outputs;
            layers[index].Forward.Apply(x, layers[index].Forward.Inputs, rows, room, layers[index].Forward.Outputs);
            x = room;
            slopes[index] = room + count;
            room += 2 * count;
            if (index + 1 < layers.Length)
                _kernels.Silu(x, slopes[index], count);
        }

        for (var row = 0; row < rows; row++)
        {
            _space.Energies.Pointer[first + row] = double.CreateTruncating(x[row]);
            x[row] = T.One;
        }

        var g = x;
        for (var index = layers.Length - 1; index >= 0; index--)
        {
            var inputs = layers[index].Forward.Inputs;
            var back = index == 0 ? _space.DAtoms.Pointer + first * (long)_d : room;
            layers[index].Reverse.Apply(g, layers[index].Forward.Outputs, rows, back, inputs);
            if (index > 0)
                _kernels.Multiply(back, slopes[index - 1], rows * (long)inputs);
            room += index == 0 ? 0 : rows * (long)inputs;
            g = back;
        }

        for (var row = 0; row < rows; row++)
            _kernels.Multiply(g + row * (long)_d, _readoutNorm.Row(0), _d);
        NormReverse(g, rows, normal, spread);
    }

    // The kernel takes rows in pairs, core and gate; an odd row is done apart.
    private void NormReverse(T* g, int rows, T* normal, T* spread)
    {
        _kernels.NormReverse(g, rows / 2, _d, normal, spread);
        if (rows % 2 == 0)
            return;
        var last = (rows - 1) * (long)_d;
        var pair = stackalloc T[4 * _d];
        var spreads = stackalloc T[2];
        new Span<T>(pair, 4 * _d).Clear();
        new ReadOnlySpan<T>(g + last, _d).CopyTo(new Span<T>(pair, _d));
        new ReadOnlySpan<T>(normal + last, _d).CopyTo(new Span<T>(pair + 2 * _d, _d));
        (spreads[0], spreads[1]) = (spread[rows - 1], T.Zero);
        _kernels.NormReverse(pair, 1, _d, pair + 2 * _d, spreads);
        new ReadOnlySpan<T>(pair, _d).CopyTo(new Span<T>(g + last, _d));
    }
}
