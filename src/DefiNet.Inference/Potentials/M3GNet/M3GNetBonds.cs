using System.Numerics;
using DefiNet.Inference.Potentials.Arithmetic;
using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>Bonds of an M3GNet, forward and back: radial functions, both perceptrons of each block, and the derivatives by bond vectors.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class M3GNetBonds<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Lanes = M3GNetWorkspace<T>.Lanes;

    private readonly M3GNetWorkspace<T> _space;
    private readonly M3GNetWeights<T> _net;
    private readonly PotentialKernels<T> _kernels;
    private readonly M3GNetBodies<T> _bodies;
    private readonly M3GNetAtoms<T> _atoms;
    private readonly IRadialBasis _basisFunctions;
    private readonly GrowingBuffer<T> _embedding = new();
    private readonly int _channels;
    private readonly int _hidden;

    public M3GNetBonds(M3GNetWorkspace<T> space, M3GNetBodies<T> bodies, M3GNetAtoms<T> atoms)
    {
        (_space, _net, _kernels, _channels, _hidden, _bodies, _atoms) = (space, space.Net, space.Kernels, space.Channels, space.Hidden, bodies, atoms);
        _basisFunctions = _net.Settings.Smooth
            ? new SmoothBesselBasis(_net.Settings.BodyFunctions, _net.Settings.Cutoff)
            : new SphericalBesselBasis(_net.Settings.AngularMomenta, _net.Settings.RadialFunctions, _net.Settings.Cutoff);
        var embedding = _embedding.Reserve(_net.Embedding.Length);
        for (var index = 0; index < _net.Embedding.Length; index++)
            embedding[index] = T.CreateTruncating(_net.Embedding[index]);
    }

    // Radial functions, and the features of bonds before the first block.
    public void PrepareBonds(int tile, int worker)
    {
        var (first, rows) = _space.RowsOf(tile);
        Span<double> values = stackalloc double[Lanes];
        Span<double> slopes = stackalloc double[Lanes];
        for (var bond = first; bond < first + rows; bond++)
        {
            values.Clear();
            slopes.Clear();
            _basisFunctions.Evaluate(_space.Graph.Length.Pointer[bond], values, slopes);
            for (var k = 0; k < Lanes; k++)
            {
                _space.Basis.Pointer[(long)bond * Lanes + k] = T.CreateTruncating(values[k]);
                _space.BasisSlope.Pointer[(long)bond * Lanes + k] = T.CreateTruncating(slopes[k]);
            }
        }

        var bonds = _space.BondValues.Pointer + (long)first * _channels;
        _net.EdgeEmbedding.Apply(_space.Basis.Pointer + (long)first * Lanes, Lanes, rows, bonds, _channels);
        _kernels.Silu(bonds, _space.Scratch[worker].Pointer, (long)rows * _channels);
        for (var atom = _space.Tiles.First(tile); atom < _space.Tiles.End(tile); atom++)
            new ReadOnlySpan<T>(_embedding.Pointer + _space.Types[atom] * _channels, _channels).CopyTo(new Span<T>(_space.AtomValues.Pointer + (long)atom * _channels, _channels));
    }

    public void RunBonds(int tile, int worker)
    {
        var (first, rows) = _space.RowsOf(tile);
        Forward(tile, first, rows, _space.Tape(first, worker), _space.Work(worker));
    }

    // The last block of a tile: its bonds forward, the energies of its atoms, and its bonds back. All of them are still near in memory, and nothing need be kept.
    public void TurnBonds(int tile, int worker)
    {
        RunBonds(tile, worker);
        var end = _space.Tiles.End(tile);
        for (var atom = _space.Tiles.First(tile); atom < end; atom += TileWorkspace<T>.AtomsATile)
            _atoms.ReadOut(atom, Math.Min(TileWorkspace<T>.AtomsATile, end - atom), _space.Work(worker));
        ReverseBonds(tile, worker);
    }

    public void ReverseBonds(int tile, int worker)
    {
        var (first, rows) = _space.RowsOf(tile);
        var tape = _space.Tape(first, worker);
        var work = _space.Work(worker);
        var count = (long)rows * _channels;
        if (!_space.Taped && !_space.IsLast)
            Forward(tile, first, rows, tape, work, atomsToo: false);
        var block = _net.Blocks[_space.Block];
        var filter = work;
        var filterSlope = work + count;
        var g = filterSlope + count;
        var hidden = g + 2 * count;
        var dBonds = _space.DBonds.Pointer + first * (long)_channels;
        var body = tape;
        var edge = tape + 2 * count;
        var node = edge + rows * (long)_space.PerceptronTape;

        var upstream = new RowSource<T>(_space.DAtoms.Pointer, _channels, _space.Graph.Centre.Pointer + first);
        var dNode = _space.DNodeFirst.Pointer + first * 2L * _hidden;
        ReversePerceptron(block.Node, first, rows, upstream, node, filter, filterSlope, g, hidden, dNode);
        block.Node.BondReverse.Apply(dNode, 2 * _hidden, rows, dBonds, _channels, add: !_space.IsLast);

        var dEdge = _space.DEdgeFirst.Pointer + first * 2L * _hidden;
        ReversePerceptron(block.Edge, first, rows, _space.Dense(dBonds, _channels), edge, filter, filterSlope, g, hidden, dEdge);
        block.Edge.BondReverse.Apply(dEdge, 2 * _hidden, rows, dBonds, _channels, add: true);

        _kernels.GateReverse(dBonds, body, rows, _channels, g);
        block.BodyBondReverse.Apply(g, 2 * _channels, rows, _space.DBodySums.Pointer + (long)first * Lanes, Lanes);

        for (var atom = _space.Tiles.First(tile); atom < _space.Tiles.End(tile) && _space.Block > 0; atom++)
        {
            var (from, to) = (_space.Graph.Start.Pointer[atom], _space.Graph.Start.Pointer[atom + 1]);
            var sums = _space.DFirstSums.Pointer + atom * 8L * _hidden;
            _kernels.SumRows(_space.DEdgeFirst.Pointer + from * 2L * _hidden, 2 * _hidden, to - from, 2 * _hidden, sums + 2 * _hidden);
            _kernels.SumRows(_space.DNodeFirst.Pointer + from * 2L * _hidden, 2 * _hidden, to - from, 2 * _hidden, sums + 6 * _hidden);
        }
    }

    // Derivatives by the vector of each bond: along it, and across it from the angles.
    public void Finish(int tile, int worker)
    {
        var (first, rows) = _space.RowsOf(tile);
        var count = (long)rows * _channels;
        var z = _space.Scratch[worker].Reserve(3 * count);
        var slope = z + count;
        var byLength = z + 2 * count;
        _net.EdgeEmbedding.Apply(_space.Basis.Pointer + (long)first * Lanes, Lanes, rows, z, _channels);
        _kernels.Silu(z, slope, count);
        _net.EdgeEmbeddingSlope.Apply(_space.BasisSlope.Pointer + (long)first * Lanes, Lanes, rows, byLength, _channels);
        _kernels.AddDots(_space.DBonds.Pointer + (long)first * _channels, slope, byLength, rows, _channels, _space.Slopes.Pointer + first);

        for (var bond = first; bond < first + rows; bond++)
        {
            var length = _space.Graph.Length.Pointer[bond];
            var along = double.CreateTruncating(_space.Slopes.Pointer[bond]);
            if (_space.BodyAt.Pointer[bond] is var body and >= 0)
                along += _space.BodySlopes.Pointer[body];
            if (_space.BodyOfSlot(bond) is var slot and >= 0)
                along += _space.EnvelopeSlopes.Pointer[slot] * _bodies.EnvelopeSlope(length);
            for (var axis = 0; axis < 3; axis++)
                _space.ByBond[3L * bond + axis] = along * _space.Graph.Vector.Pointer[3L * bond + axis] / length;
        }

        for (var atom = _space.Tiles.First(tile); atom < _space.Tiles.End(tile); atom++)
        {
            var (from, to) = (_space.BodyStart.Pointer[atom], _space.BodyStart.Pointer[atom + 1]);
            var (angles, at) = (to - from, _space.CosineStart.Pointer[atom]);
            for (var a = 0; a < angles; a++)
                for (var b = a + 1; b < angles; b++)
                    BondAngle.Bend(_space.Graph, _space.BodyBond.Pointer[from + a], _space.BodyBond.Pointer[from + b], double.CreateTruncating(_space.CosineSlopes.Pointer[at + a * angles + b]) + double.CreateTruncating(_space.CosineSlopes.Pointer[at + b * angles + a]), _space.ByBond);
        }
    }

    // New bond features and, unless on the way back, new atom features of one tile.
    private void Forward(int tile, int first, int rows, T* tape, T* work, bool atomsToo = true)
    {
        var block = _net.Blocks[_space.Block];
        var before = _space.BondValues.Pointer + ((long)_space.Block * _space.Bonds + first) * _channels;
        var value = work;
        var filter = work + (long)rows * _channels;
        var bond = filter + (long)rows * _channels;
        var next = bond + (long)rows * _channels;
        var hidden = next + (long)rows * _channels;
        var count = (long)rows * _channels;

        block.BodyBond.Apply(_space.BodySums(_space.Block) + (long)first * Lanes, Lanes, rows, tape, 2 * _channels);
        _kernels.Gate(tape, rows, _channels, value);
        new ReadOnlySpan<T>(before, rows * _channels).CopyTo(new Span<T>(bond, rows * _channels));
        _kernels.Add(bond, value, count);

        tape += 2 * count;
        Perceive(block.Edge, 0, first, rows, bond, tape, filter, hidden);
        _kernels.AddProducts(bond, _space.Message(tape, rows), filter, next, count);
        if (!_space.IsLast && atomsToo)
            new ReadOnlySpan<T>(next, rows * _channels).CopyTo(new Span<T>(before + (long)_space.Bonds * _channels, rows * _channels));

        tape += rows * (long)_space.PerceptronTape;
        Perceive(block.Node, 4 * _hidden, first, rows, next, tape, filter, hidden);
        if (!atomsToo)
            return;
        var message = _space.Message(tape, rows);
        for (var atom = _space.Tiles.First(tile); atom < _space.Tiles.End(tile); atom++)
        {
            var (from, to) = (_space.Graph.Start.Pointer[atom], _space.Graph.Start.Pointer[atom + 1]);
            var after = _space.AtomFeatures(_space.Block + 1) + (long)atom * _channels;
            _kernels.SumProducts(message, _space.Dense(filter, _channels), from - first, to - from, _channels, after);
            _kernels.Add(after, _space.AtomFeatures(_space.Block) + (long)atom * _channels, _channels);
        }
    }

    // A gated perceptron over the rows of a tile. Tape: slopes of both hidden layers, derivatives of core and gate, value.
    private void Perceive(M3GNetPerceptron<T> perceptron, int projection, int first, int rows, T* bonds, T* tape, T* filter, T* hidden)
    {
        var width = 2 * _hidden;
        var second = hidden + rows * (long)width;
        var projections = _space.Projections(_space.Block) + projection;
        perceptron.Bond.Apply(bonds, _channels, rows, hidden, width);
        _kernels.GatherSilu(hidden, fresh: false, rows, width,
            new(projections, 8 * _hidden, _space.Graph.Neighbour.Pointer + first), new(projections + width, 8 * _hidden, _space.Graph.Centre.Pointer + first), default, tape);
        perceptron.Second.Apply(hidden, rows, second);
        _kernels.Silu(second, tape + rows * (long)width, rows * (long)width);
        var partial = tape + 2 * rows * (long)width;
        perceptron.Third.Apply(second, rows, partial);
        _kernels.Gate(partial, rows, _channels, _space.Message(tape, rows));
        perceptron.Filter.Apply(_space.Basis.Pointer + (long)first * Lanes, Lanes, rows, filter, _channels);
    }

    private void ReversePerceptron(M3GNetPerceptron<T> perceptron, int first, int rows, RowSource<T> upstream, T* tape, T* filter, T* filterSlope, T* g, T* hidden, T* result)
    {
        var width = rows * 2L * _hidden;
        perceptron.Filter.Apply(_space.Basis.Pointer + (long)first * Lanes, Lanes, rows, filter, _channels);
        perceptron.Filter.Apply(_space.BasisSlope.Pointer + (long)first * Lanes, Lanes, rows, filterSlope, _channels);
        _kernels.MessageReverse(upstream, _space.Message(tape, rows), _space.Dense(filter, _channels), _space.Dense(filterSlope, _channels), tape + 2 * width, rows, _channels, g, _space.Slopes.Pointer + first);
        perceptron.Third.Reverse(g, rows, hidden);
        _kernels.Multiply(hidden, tape + width, width);
        perceptron.Second.Reverse(hidden, rows, result);
        _kernels.Multiply(result, tape, width);
    }
}
