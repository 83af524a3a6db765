using System.Numerics;
using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>Atoms of an M3GNet, forward and back: what they give to each block, their energies, and the gradient by their features.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class M3GNetAtoms<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Lanes = M3GNetWorkspace<T>.Lanes;

    private readonly M3GNetWorkspace<T> _space;
    private readonly M3GNetWeights<T> _net;
    private readonly PotentialKernels<T> _kernels;
    private readonly int _channels;
    private readonly int _hidden;

    public M3GNetAtoms(M3GNetWorkspace<T> space) =>
        (_space, _net, _kernels, _channels, _hidden) = (space, space.Net, space.Kernels, space.Channels, space.Hidden);

    public void ProjectAtoms(int tile, int worker)
    {
        var (first, rows) = _space.AtomRows(tile);
        var block = _net.Blocks[_space.Block];
        var features = _space.AtomFeatures(_space.Block) + (long)first * _channels;
        block.Atoms.Apply(features, _channels, rows, _space.Projections(_space.Block) + (long)first * 8 * _hidden, 8 * _hidden);
        var body = _space.BodyAtoms(_space.Block) + (long)first * Lanes;
        new Span<T>(body, rows * Lanes).Clear();
        block.BodyAtom.Apply(features, _channels, rows, body, Lanes);
        _kernels.Sigmoid(body, (long)rows * Lanes);
    }

    // Energies, and the gradient by the last atom features. The room is for as many rows of M3GNetWorkspace.ReadoutRow.
    public void ReadOut(int first, int rows, T* room)
    {
        var layers = _net.Readout;
        var from = _space.AtomFeatures(_net.Blocks.Length) + (long)first * _channels;
        var x = from;
        var slopes = stackalloc T*[layers.Length];
        for (var index = 0; index < layers.Length; index++)
        {
            var z = room;
            var count = rows * 2L * layers[index].Outputs;
            slopes[index] = room + count;
            room += 2 * count;
            if (index == 0)
                layers[index].ApplyToShared(x, rows, z);
            else
                layers[index].Apply(x, rows, z);
            if (index + 1 < layers.Length)
                _kernels.Silu(z, slopes[index], count);
            x = z;
        }

        var unit = T.CreateTruncating(_net.Deviation);
        for (var row = 0; row < rows; row++)
        {
            var (core, gate) = (x[2 * row], x[2 * row + 1]);
            var s = T.One / (T.One + T.Exp(-gate));
            _space.Energies.Pointer[first + row] = double.CreateTruncating(core * s);
            x[2 * row] = unit * s;
            x[2 * row + 1] = unit * core * s * (T.One - s);
        }

        var g = x;
        for (var index = layers.Length - 1; index > 0; index--)
        {
            var back = room;
            room += rows * 2L * layers[index].Inputs;
            layers[index].Reverse(g, rows, back);
            _kernels.Multiply(back, slopes[index - 1], rows * 2L * layers[index].Inputs);
            g = back;
        }

        layers[0].ReverseToShared(g, rows, _space.DAtoms.Pointer + (long)first * _channels);
    }

    public void ReverseAtoms(int tile, int worker)
    {
        var (first, rows) = _space.AtomRows(tile);
        var block = _net.Blocks[_space.Block];
        var body = _space.Scratch[worker].Reserve((long)rows * Lanes);
        var atoms = _space.BodyAtoms(_space.Block);
        for (var atom = first; atom < first + rows; atom++)
        {
            var (from, to) = (_space.Graph.Start.Pointer[atom], _space.Graph.Start.Pointer[atom + 1]);
            var sums = _space.DFirstSums.Pointer + atom * 8L * _hidden;
            _kernels.SumPicked(new(_space.DEdgeFirst.Pointer, 2 * _hidden, _space.Graph.Reverse.Pointer), from, to - from, 2 * _hidden, sums);
            _kernels.SumPicked(new(_space.DNodeFirst.Pointer, 2 * _hidden, _space.Graph.Reverse.Pointer), from, to - from, 2 * _hidden, sums + 4 * _hidden);
            var at = body + (atom - first) * Lanes;
            new Span<T>(at, Lanes).Clear();
            for (var bond = from; bond < to; bond++)
                if (_space.BodyOfSlot(_space.Graph.Reverse.Pointer[bond]) is var slot and >= 0)
                    for (var k = 0; k < Lanes; k++)
                        at[k] += _space.DBodyAtoms.Pointer[(long)slot * Lanes + k];
            for (var k = 0; k < Lanes; k++)
            {
                var s = atoms[(long)atom * Lanes + k];
                at[k] *= s * (T.One - s);
            }
        }

        var result = _space.DAtoms.Pointer + (long)first * _channels;
        block.AtomsReverse.Apply(_space.DFirstSums.Pointer + first * 8L * _hidden, 8 * _hidden, rows, result, _channels, add: true);
        block.BodyAtomReverse.Apply(body, Lanes, rows, result, _channels, add: true);
    }
}
