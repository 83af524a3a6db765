using System.Numerics;
using DefiNet.Inference.Potentials.Arithmetic;
using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>Runs an M3GNet forward and its derivatives back.</summary>
/// <remarks>
/// Row k of bond data belongs to the published bond that ends where bond k of the graph begins: sums over incoming messages are then runs of rows.
/// Both directions have the same length, so radial data need no exchange; three-body sums, made around the beginning of the published bond, do.
/// Every sum has a fixed order, so results do not depend on the number of threads.
/// What the way back needs of a row is kept on a tape; where that would not fit into <see cref="MostTape"/>, each tile is run forward once more instead.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class M3GNetEvaluator<T> : PotentialEvaluator
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Lanes = PotentialKernels<T>.BodyLanes;
    private const int AtomsATile = 48;
    private const int RowsATile = 96;

    private readonly M3GNetWeights<T> _net;
    private readonly PotentialKernels<T> _kernels;
    private readonly IRadialBasis _basisFunctions;
    private readonly int _channels;
    private readonly int _hidden;
    private readonly int _functions;
    private readonly double _bodyCutoff;
    private readonly bool _published;
    private readonly long _tapeRow;

    private readonly BondTiles _tiles = new();
    private readonly GrowingBuffer<T> _basis = new();
    private readonly GrowingBuffer<T> _basisSlope = new();
    private readonly GrowingBuffer<T> _atoms = new();
    private readonly GrowingBuffer<T> _projections = new();
    private readonly GrowingBuffer<T> _bodyAtoms = new();
    private readonly GrowingBuffer<T> _bonds = new();
    private readonly GrowingBuffer<T> _bodySums = new();
    private readonly GrowingBuffer<T> _q = new();
    private readonly GrowingBuffer<T> _tape = new();
    private readonly GrowingBuffer<T> _dAtoms = new();
    private readonly GrowingBuffer<T> _dBonds = new();
    private readonly GrowingBuffer<T> _dEdgeFirst = new();
    private readonly GrowingBuffer<T> _dNodeFirst = new();
    private readonly GrowingBuffer<T> _dFirstSums = new();
    private readonly GrowingBuffer<T> _dBodySums = new();
    private readonly GrowingBuffer<T> _dBodyAtoms = new();
    private readonly GrowingBuffer<T> _slopes = new();
    private readonly GrowingBuffer<double> _envelope = new();
    private readonly GrowingBuffer<double> _bodySlopes = new();
    private readonly GrowingBuffer<double> _envelopeSlopes = new();
    private readonly GrowingBuffer<T> _cosines = new();
    private readonly GrowingBuffer<T> _cosineSlopes = new();
    private readonly GrowingBuffer<long> _cosineStart = new();
    private readonly GrowingBuffer<int> _bodyStart = new();
    private readonly GrowingBuffer<int> _bodyBond = new();
    private readonly GrowingBuffer<int> _bodyAt = new();
    private readonly GrowingBuffer<int> _iota = new();
    private readonly GrowingBuffer<double> _energies = new();
    private readonly GrowingBuffer<T> _polynomial = new();
    private readonly GrowingBuffer<T> _embedding = new();
    private readonly GrowingBuffer<T>[] _scratch;
    private readonly Action<int, int>[] _phases;

    private int* _types;
    private double* _byBond;
    private int _bodies;
    private int _block;
    private bool _taped;

    public M3GNetEvaluator(IPotentialModel model, M3GNetWeights<T> net, int threads) : base(model, threads)
    {
        (_net, _kernels, _channels, _hidden) = (net, net.Kernels, net.Channels, net.Hidden);
        _functions = net.Settings.BodyFunctions;
        _bodyCutoff = net.Settings.ThreeBodyCutoff;
        _published = net.Settings.Indexing == ThreeBodyIndexing.Published;
        _basisFunctions = net.Settings.Smooth
            ? new SmoothBesselBasis(_functions, net.Settings.Cutoff)
            : new SphericalBesselBasis(net.Settings.AngularMomenta, net.Settings.RadialFunctions, net.Settings.Cutoff);
        _tapeRow = 2 * _channels + 2 * PerceptronTape;
        _scratch = new GrowingBuffer<T>[Threads];
        for (var worker = 0; worker < Threads; worker++)
            _scratch[worker] = new();
        _phases = [PrepareBonds, PrepareBodies, ProjectAtoms, SumBodies, RunBonds, ReadOut, ReverseBonds, ReverseBodies, ReverseAtoms, Finish];
        FillPolynomial();
        var embedding = _embedding.Reserve(net.Embedding.Length);
        for (var index = 0; index < net.Embedding.Length; index++)
            embedding[index] = T.CreateTruncating(net.Embedding[index]);
    }

    /// <summary>Largest tape in numbers.</summary>
    internal long MostTape { get; init; } = 64L << 20;

    private int PerceptronTape => 4 * _hidden + 3 * _channels;

    private int AtomTiles => (Atoms + AtomsATile - 1) / AtomsATile;

    private int Bonds => Graph.Bonds;

    private protected override double Run(int* types, GrowingBuffer<double> byBond, Span<double> moments)
    {
        _types = types;
        _byBond = byBond.Reserve(3L * Bonds);
        Reserve();
        Share(_tiles.Count, PrepareBondsPhase);
        ListBodies();
        Share(_tiles.Count, PrepareBodiesPhase);
        for (_block = 0; _block < _net.Blocks.Length; _block++)
        {
            Share(AtomTiles, ProjectAtomsPhase);
            Share(_tiles.Count, SumBodiesPhase);
            Share(_tiles.Count, RunBondsPhase);
        }

        Share(AtomTiles, ReadOutPhase);
        var energy = 0.0;
        var references = 0.0;
        for (var atom = 0; atom < Atoms; atom++)
        {
            energy += _energies.Pointer[atom];
            references += _net.References[types[atom]];
        }

        for (_block = _net.Blocks.Length - 1; _block >= 0; _block--)
        {
            Share(_tiles.Count, ReverseBondsPhase);
            Share(_tiles.Count, ReverseBodiesPhase);
            if (_block > 0)
                Share(AtomTiles, ReverseAtomsPhase);
        }

        Share(_tiles.Count, FinishPhase);
        Counts = new(Bonds, _bodies, CountAngles());
        return energy * _net.Deviation + _net.Mean + references;
    }

    private const int PrepareBondsPhase = 0;
    private const int PrepareBodiesPhase = 1;
    private const int ProjectAtomsPhase = 2;
    private const int SumBodiesPhase = 3;
    private const int RunBondsPhase = 4;
    private const int ReadOutPhase = 5;
    private const int ReverseBondsPhase = 6;
    private const int ReverseBodiesPhase = 7;
    private const int ReverseAtomsPhase = 8;
    private const int FinishPhase = 9;

    private void Share(int pieces, int phase) => WorkCrew.Run(pieces, Threads, _phases[phase]);

    private void Reserve()
    {
        var (blocks, bonds, atoms) = (_net.Blocks.Length, (long)Bonds, (long)Atoms);
        _tiles.Divide(Graph.Start.Pointer, Atoms, RowsATile);
        _basis.Reserve(bonds * Lanes);
        _basisSlope.Reserve(bonds * Lanes);
        _atoms.Reserve((blocks + 1) * atoms * _channels);
        _projections.Reserve(blocks * atoms * 8 * _hidden);
        _bodyAtoms.Reserve(blocks * atoms * Lanes);
        _bonds.Reserve(blocks * bonds * _channels);
        _bodySums.Reserve(blocks * bonds * Lanes);
        _dAtoms.Reserve(atoms * _channels);
        _dBonds.Reserve(bonds * _channels);
        _dEdgeFirst.Reserve(bonds * 2 * _hidden);
        _dNodeFirst.Reserve(bonds * 2 * _hidden);
        _dFirstSums.Reserve(atoms * 8 * _hidden);
        _dBodySums.Reserve(bonds * Lanes);
        _slopes.Reserve(bonds);
        _energies.Reserve(atoms);
        _bodyStart.Reserve(atoms + 1);
        _cosineStart.Reserve(atoms + 1);
        _bodyAt.Reserve(bonds);
        _bodyBond.Reserve(bonds);
        var rows = Math.Max(_tiles.MostRows, AtomsATile);
        if (rows > _iota.Capacity)
        {
            var iota = _iota.Reserve(rows);
            for (var index = 0; index < _iota.Capacity; index++)
                iota[index] = index;
        }

        var tape = blocks * bonds * _tapeRow;
        _taped = tape <= MostTape;
        if (_taped)
            _tape.Reserve(tape);
        foreach (var scratch in _scratch)
            scratch.Reserve((_taped ? 0 : _tiles.MostRows * _tapeRow) + rows * (6L * _channels + 4 * Math.Max(_hidden, _channels) + 4L * Lanes));
        _dAtoms.Span[..(Atoms * _channels)].Clear();
        _dBonds.Span[..(Bonds * _channels)].Clear();
        _slopes.Span[..Bonds].Clear();
    }

    private void FillPolynomial()
    {
        var polynomial = _polynomial.Reserve(3 * Lanes);
        new Span<T>(polynomial, 3 * Lanes).Clear();
        // Spherical harmonics of order 0 as polynomials in the cosine.
        ReadOnlySpan<double> coefficients =
        [
            0.5 / Math.Sqrt(Math.PI), 0, 0,
            0, Math.Sqrt(0.75 / Math.PI), 0,
            -0.25 * Math.Sqrt(5 / Math.PI), 0, 0.75 * Math.Sqrt(5 / Math.PI),
        ];
        for (var l = 0; l < _net.Settings.AngularMomenta; l++)
            for (var n = 0; n < _net.Settings.RadialFunctions; n++)
                for (var power = 0; power < 3; power++)
                    polynomial[power * Lanes + l * _net.Settings.RadialFunctions + n] = T.CreateTruncating(coefficients[3 * l + power]);
    }

    private (int First, int Rows) RowsOf(int tile)
    {
        var first = Graph.Start.Pointer[_tiles.First(tile)];
        return (first, Graph.Start.Pointer[_tiles.End(tile)] - first);
    }

    private RowSource<T> Dense(T* rows, int width) => new(rows, width, _iota.Pointer);

    private T* AtomFeatures(int block) => _atoms.Pointer + (long)block * Atoms * _channels;

    private T* Projections(int block) => _projections.Pointer + (long)block * Atoms * 8 * _hidden;

    private T* BodyAtoms(int block) => _bodyAtoms.Pointer + (long)block * Atoms * Lanes;

    private T* BodySums(int block) => _bodySums.Pointer + (long)block * Bonds * Lanes;

    // Radial functions, and the features of bonds before the first block.
    private void PrepareBonds(int tile, int worker)
    {
        var (first, rows) = RowsOf(tile);
        Span<double> values = stackalloc double[Lanes];
        Span<double> slopes = stackalloc double[Lanes];
        for (var bond = first; bond < first + rows; bond++)
        {
            values.Clear();
            slopes.Clear();
            _basisFunctions.Evaluate(Graph.Length.Pointer[bond], values, slopes);
            for (var k = 0; k < Lanes; k++)
            {
                _basis.Pointer[(long)bond * Lanes + k] = T.CreateTruncating(values[k]);
                _basisSlope.Pointer[(long)bond * Lanes + k] = T.CreateTruncating(slopes[k]);
            }
        }

        var bonds = _bonds.Pointer + (long)first * _channels;
        _net.EdgeEmbedding.Apply(_basis.Pointer + (long)first * Lanes, Lanes, rows, bonds, _channels);
        _kernels.Silu(bonds, _scratch[worker].Pointer, (long)rows * _channels);
        for (var atom = _tiles.First(tile); atom < _tiles.End(tile); atom++)
            new ReadOnlySpan<T>(_embedding.Pointer + _types[atom] * _channels, _channels).CopyTo(new Span<T>(_atoms.Pointer + (long)atom * _channels, _channels));
    }

    // Numbers the bonds within the three-body cutoff, those of one atom side by side.
    private void ListBodies()
    {
        var starts = _bodyStart.Pointer;
        var at = _bodyAt.Pointer;
        var bond = _bodyBond.Pointer;
        var cosines = _cosineStart.Pointer;
        var (count, pairs) = (0, 0L);
        for (var atom = 0; atom < Atoms; atom++)
        {
            (starts[atom], cosines[atom]) = (count, pairs);
            for (var k = Graph.Start.Pointer[atom]; k < Graph.Start.Pointer[atom + 1]; k++)
            {
                at[k] = -1;
                if (Graph.Length.Pointer[k] > _bodyCutoff)
                    continue;
                at[k] = count;
                bond[count++] = k;
            }

            pairs += (long)(count - starts[atom]) * (count - starts[atom]);
        }

        (starts[Atoms], cosines[Atoms], _bodies) = (count, pairs, count);
        _cosines.Reserve(pairs);
        new Span<T>(_cosineSlopes.Reserve(pairs), (int)pairs).Clear();
        _q.Reserve((long)_net.Blocks.Length * count * Lanes);
        _dBodyAtoms.Reserve((long)count * Lanes);
        _envelope.Reserve(count);
        new Span<double>(_bodySlopes.Reserve(count), count).Clear();
        new Span<double>(_envelopeSlopes.Reserve(count), count).Clear();
    }

    private int CountAngles()
    {
        var angles = 0L;
        for (var atom = 0; atom < Atoms; atom++)
        {
            long count = _bodyStart.Pointer[atom + 1] - _bodyStart.Pointer[atom];
            angles += count * (count - 1);
        }

        return (int)Math.Min(angles, int.MaxValue);
    }

    // The bond whose cutoff factor, end atom and target a three-body sum has.
    private int Slot(int body) => _published ? body : _bodyBond.Pointer[body];

    // The three-body number that has a bond as its slot; −1 for none.
    private int BodyOfSlot(int bond) => _published ? (bond < _bodies ? bond : -1) : _bodyAt.Pointer[bond];

    private void PrepareBodies(int tile, int worker)
    {
        const double Largest = 1 - 1e-7f;
        for (var atom = _tiles.First(tile); atom < _tiles.End(tile); atom++)
        {
            var (from, to) = (_bodyStart.Pointer[atom], _bodyStart.Pointer[atom + 1]);
            var count = to - from;
            var cosines = _cosines.Pointer + _cosineStart.Pointer[atom];
            for (var a = 0; a < count; a++)
            {
                _envelope.Pointer[from + a] = Envelope(Graph.Length.Pointer[Slot(from + a)]);
                for (var b = 0; b < count; b++)
                    cosines[a * count + b] = T.CreateTruncating(Math.Clamp(Cosine(_bodyBond.Pointer[from + a], _bodyBond.Pointer[from + b]), -Largest, Largest));
            }
        }
    }

    private double Cosine(int a, int b)
    {
        var u = Graph.Vector.Pointer + 3L * a;
        var v = Graph.Vector.Pointer + 3L * b;
        return (u[0] * v[0] + u[1] * v[1] + u[2] * v[2]) / (Graph.Length.Pointer[a] * Graph.Length.Pointer[b]);
    }

    private double Envelope(double r)
    {
        var x = r / _bodyCutoff;
        return r <= _bodyCutoff ? 1 + x * x * x * (-10 + x * (15 - 6 * x)) : 0;
    }

    private double EnvelopeSlope(double r)
    {
        var x = r / _bodyCutoff;
        return r <= _bodyCutoff ? -30 * x * x * (1 - x) * (1 - x) / _bodyCutoff : 0;
    }

    private void ProjectAtoms(int tile, int worker)
    {
        var (first, rows) = (tile * AtomsATile, Math.Min(AtomsATile, Atoms - tile * AtomsATile));
        var block = _net.Blocks[_block];
        var features = AtomFeatures(_block) + (long)first * _channels;
        block.Atoms.Apply(features, _channels, rows, Projections(_block) + (long)first * 8 * _hidden, 8 * _hidden);
        var body = BodyAtoms(_block) + (long)first * Lanes;
        new Span<T>(body, rows * Lanes).Clear();
        block.BodyAtom.Apply(features, _channels, rows, body, Lanes);
        _kernels.Sigmoid(body, (long)rows * Lanes);
    }

    // Three-body sums around each atom, put where their bonds' rows are.
    private void SumBodies(int tile, int worker)
    {
        var sums = BodySums(_block);
        var q = _q.Pointer + (long)_block * _bodies * Lanes;
        var (first, rows) = RowsOf(tile);
        for (var atom = _tiles.First(tile); atom < _tiles.End(tile); atom++)
        {
            var (from, to) = (_bodyStart.Pointer[atom], _bodyStart.Pointer[atom + 1]);
            for (var body = from; body < to; body++)
                FillFactors(body, q + (long)body * Lanes);
        }

        // A slot belongs to one sum only, so that each row is written by one tile.
        for (var bond = first; bond < first + rows; bond++)
            if (BodyOfSlot(bond) < 0)
                new Span<T>(sums + (long)Graph.Reverse.Pointer[bond] * Lanes, Lanes).Clear();
        var acc = _scratch[worker].Reserve((long)(_bodyStart.Pointer[_tiles.End(tile)] - _bodyStart.Pointer[_tiles.First(tile)]) * Lanes);
        for (var atom = _tiles.First(tile); atom < _tiles.End(tile); atom++)
        {
            var (from, to) = (_bodyStart.Pointer[atom], _bodyStart.Pointer[atom + 1]);
            _kernels.ThreeBody(to - from, _cosines.Pointer + _cosineStart.Pointer[atom], q + (long)from * Lanes, _polynomial.Pointer, acc);
            for (var body = from; body < to; body++)
            {
                var envelope = T.CreateTruncating(_envelope.Pointer[body]);
                var target = sums + (long)Graph.Reverse.Pointer[Slot(body)] * Lanes;
                for (var k = 0; k < Lanes; k++)
                    target[k] = envelope * acc[(body - from) * Lanes + k];
            }
        }
    }

    private void FillFactors(int body, T* q)
    {
        var envelope = T.CreateTruncating(_envelope.Pointer[body]);
        var basis = _basis.Pointer + (long)_bodyBond.Pointer[body] * Lanes;
        var atom = BodyAtoms(_block) + (long)Graph.Neighbour.Pointer[Slot(body)] * Lanes;
        for (var k = 0; k < Lanes; k++)
            q[k] = basis[k] * envelope * atom[k];
    }

    private void RunBonds(int tile, int worker)
    {
        var (first, rows) = RowsOf(tile);
        Forward(tile, first, rows, Tape(first, worker), Work(worker));
    }

    private T* Tape(int first, int worker) => _taped ? _tape.Pointer + ((long)_block * Bonds + first) * _tapeRow : _scratch[worker].Pointer;

    private T* Work(int worker) => _taped ? _scratch[worker].Pointer : _scratch[worker].Pointer + _tiles.MostRows * _tapeRow;

    // New bond features and, unless on the way back, new atom features of one tile.
    private void Forward(int tile, int first, int rows, T* tape, T* work, bool atomsToo = true)
    {
        var block = _net.Blocks[_block];
        var before = _bonds.Pointer + ((long)_block * Bonds + first) * _channels;
        var value = work;
        var filter = work + (long)rows * _channels;
        var bond = filter + (long)rows * _channels;
        var next = bond + (long)rows * _channels;
        var hidden = next + (long)rows * _channels;
        var count = (long)rows * _channels;

        block.BodyBond.Apply(BodySums(_block) + (long)first * Lanes, Lanes, rows, tape, 2 * _channels);
        _kernels.Gate(tape, rows, _channels, value);
        new ReadOnlySpan<T>(before, rows * _channels).CopyTo(new Span<T>(bond, rows * _channels));
        _kernels.Add(bond, value, count);

        tape += 2 * count;
        Perceive(block.Edge, 0, first, rows, bond, tape, filter, hidden);
        var last = _block + 1 == _net.Blocks.Length;
        _kernels.AddProducts(bond, Message(tape, rows), filter, next, count);
        if (!last && atomsToo)
            new ReadOnlySpan<T>(next, rows * _channels).CopyTo(new Span<T>(before + (long)Bonds * _channels, rows * _channels));

        tape += rows * (long)PerceptronTape;
        Perceive(block.Node, 4 * _hidden, first, rows, next, tape, filter, hidden);
        if (!atomsToo)
            return;
        var message = Message(tape, rows);
        for (var atom = _tiles.First(tile); atom < _tiles.End(tile); atom++)
        {
            var (from, to) = (Graph.Start.Pointer[atom], Graph.Start.Pointer[atom + 1]);
            var after = AtomFeatures(_block + 1) + (long)atom * _channels;
            _kernels.SumProducts(message, Dense(filter, _channels), from - first, to - from, _channels, after);
            _kernels.Add(after, AtomFeatures(_block) + (long)atom * _channels, _channels);
        }
    }

    private T* Message(T* tape, int rows) => tape + rows * (long)(4 * _hidden + 2 * _channels);

    // A gated perceptron over the rows of a tile. Tape: slopes of both hidden layers, derivatives of core and gate, value.
    private void Perceive(M3GNetPerceptron<T> perceptron, int projection, int first, int rows, T* bonds, T* tape, T* filter, T* hidden)
    {
        var width = 2 * _hidden;
        var second = hidden + rows * (long)width;
        var projections = Projections(_block) + projection;
        perceptron.Bond.Apply(bonds, _channels, rows, hidden, width);
        _kernels.GatherSilu(hidden, fresh: false, rows, width,
            new(projections, 8 * _hidden, Graph.Neighbour.Pointer + first), new(projections + width, 8 * _hidden, Graph.Centre.Pointer + first), default, tape);
        perceptron.Second.Apply(hidden, rows, second);
        _kernels.Silu(second, tape + rows * (long)width, rows * (long)width);
        var partial = tape + 2 * rows * (long)width;
        perceptron.Third.Apply(second, rows, partial);
        _kernels.Gate(partial, rows, _channels, Message(tape, rows));
        perceptron.Filter.Apply(_basis.Pointer + (long)first * Lanes, Lanes, rows, filter, _channels);
    }

    // Energies, and the gradient by the last atom features.
    private void ReadOut(int tile, int worker)
    {
        var (first, rows) = (tile * AtomsATile, Math.Min(AtomsATile, Atoms - tile * AtomsATile));
        var layers = _net.Readout;
        var total = 0L;
        foreach (var layer in layers)
            total += 4L * layer.Outputs + 2L * layer.Inputs;
        var room = _scratch[worker].Reserve((_taped ? 0 : _tiles.MostRows * _tapeRow) + rows * total);
        var from = AtomFeatures(_net.Blocks.Length) + (long)first * _channels;
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
            _energies.Pointer[first + row] = double.CreateTruncating(core * s);
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

        layers[0].ReverseToShared(g, rows, _dAtoms.Pointer + (long)first * _channels);
    }

    private void ReverseBonds(int tile, int worker)
    {
        var (first, rows) = RowsOf(tile);
        var tape = Tape(first, worker);
        var work = Work(worker);
        var count = (long)rows * _channels;
        if (!_taped)
            Forward(tile, first, rows, tape, work, atomsToo: false);
        var block = _net.Blocks[_block];
        var filter = work;
        var filterSlope = work + count;
        var g = filterSlope + count;
        var hidden = g + 2 * count;
        var dBonds = _dBonds.Pointer + first * (long)_channels;
        var body = tape;
        var edge = tape + 2 * count;
        var node = edge + rows * (long)PerceptronTape;

        var upstream = new RowSource<T>(_dAtoms.Pointer, _channels, Graph.Centre.Pointer + first);
        var dNode = _dNodeFirst.Pointer + first * 2L * _hidden;
        ReversePerceptron(block.Node, first, rows, upstream, node, filter, filterSlope, g, hidden, dNode);
        block.Node.BondReverse.Apply(dNode, 2 * _hidden, rows, dBonds, _channels, add: true);

        var dEdge = _dEdgeFirst.Pointer + first * 2L * _hidden;
        ReversePerceptron(block.Edge, first, rows, Dense(dBonds, _channels), edge, filter, filterSlope, g, hidden, dEdge);
        block.Edge.BondReverse.Apply(dEdge, 2 * _hidden, rows, dBonds, _channels, add: true);

        _kernels.GateReverse(dBonds, body, rows, _channels, g);
        block.BodyBondReverse.Apply(g, 2 * _channels, rows, _dBodySums.Pointer + (long)first * Lanes, Lanes);

        for (var atom = _tiles.First(tile); atom < _tiles.End(tile) && _block > 0; atom++)
        {
            var (from, to) = (Graph.Start.Pointer[atom], Graph.Start.Pointer[atom + 1]);
            var sums = _dFirstSums.Pointer + atom * 8L * _hidden;
            _kernels.SumRows(_dEdgeFirst.Pointer + from * 2L * _hidden, 2 * _hidden, to - from, 2 * _hidden, sums + 2 * _hidden);
            _kernels.SumRows(_dNodeFirst.Pointer + from * 2L * _hidden, 2 * _hidden, to - from, 2 * _hidden, sums + 6 * _hidden);
        }
    }

    private void ReversePerceptron(M3GNetPerceptron<T> perceptron, int first, int rows, RowSource<T> upstream, T* tape, T* filter, T* filterSlope, T* g, T* hidden, T* result)
    {
        var width = rows * 2L * _hidden;
        perceptron.Filter.Apply(_basis.Pointer + (long)first * Lanes, Lanes, rows, filter, _channels);
        perceptron.Filter.Apply(_basisSlope.Pointer + (long)first * Lanes, Lanes, rows, filterSlope, _channels);
        _kernels.MessageReverse(upstream, Message(tape, rows), Dense(filter, _channels), Dense(filterSlope, _channels), tape + 2 * width, rows, _channels, g, _slopes.Pointer + first);
        perceptron.Third.Reverse(g, rows, hidden);
        _kernels.Multiply(hidden, tape + width, width);
        perceptron.Second.Reverse(hidden, rows, result);
        _kernels.Multiply(result, tape, width);
    }

    private void ReverseBodies(int tile, int worker)
    {
        var (from0, to0) = (_bodyStart.Pointer[_tiles.First(tile)], _bodyStart.Pointer[_tiles.End(tile)]);
        var q = _q.Pointer + (long)_block * _bodies * Lanes;
        var b = _scratch[worker].Reserve((to0 - from0) * 2L * Lanes);
        var dq = b + (to0 - from0) * (long)Lanes;
        for (var atom = _tiles.First(tile); atom < _tiles.End(tile); atom++)
        {
            var (from, to) = (_bodyStart.Pointer[atom], _bodyStart.Pointer[atom + 1]);
            var at = _cosineStart.Pointer[atom];
            // The sum itself, without its envelope, is needed for the derivative by the envelope: where that is zero the stored sum does not tell it.
            _kernels.ThreeBody(to - from, _cosines.Pointer + at, q + (long)from * Lanes, _polynomial.Pointer, dq);
            for (var body = from; body < to; body++)
            {
                var upstream = _dBodySums.Pointer + (long)Graph.Reverse.Pointer[Slot(body)] * Lanes;
                var envelope = T.CreateTruncating(_envelope.Pointer[body]);
                var byEnvelope = T.Zero;
                for (var k = 0; k < _functions; k++)
                {
                    byEnvelope += upstream[k] * dq[(body - from) * Lanes + k];
                    b[(body - from) * Lanes + k] = upstream[k] * envelope;
                }

                for (var k = _functions; k < Lanes; k++)
                    b[(body - from) * Lanes + k] = T.Zero;
                _envelopeSlopes.Pointer[body] += double.CreateTruncating(byEnvelope);
            }

            _kernels.ThreeBodyReverse(to - from, _cosines.Pointer + at, q + (long)from * Lanes, _polynomial.Pointer, b, dq, _cosineSlopes.Pointer + at);
            for (var body = from; body < to; body++)
                ReverseFactors(body, dq + (body - from) * Lanes);
        }
    }

    private void ReverseFactors(int body, T* dq)
    {
        var envelope = T.CreateTruncating(_envelope.Pointer[body]);
        var bond = (long)_bodyBond.Pointer[body] * Lanes;
        var basis = _basis.Pointer + bond;
        var slope = _basisSlope.Pointer + bond;
        var atom = BodyAtoms(_block) + (long)Graph.Neighbour.Pointer[Slot(body)] * Lanes;
        var (byEnvelope, byLength) = (T.Zero, T.Zero);
        var byAtom = _dBodyAtoms.Pointer + (long)body * Lanes;
        for (var k = 0; k < Lanes; k++)
        {
            byEnvelope += dq[k] * basis[k] * atom[k];
            byLength += dq[k] * slope[k] * atom[k];
            byAtom[k] = dq[k] * basis[k] * envelope;
        }

        _envelopeSlopes.Pointer[body] += double.CreateTruncating(byEnvelope);
        _bodySlopes.Pointer[body] += double.CreateTruncating(byLength * envelope);
    }

    private void ReverseAtoms(int tile, int worker)
    {
        var (first, rows) = (tile * AtomsATile, Math.Min(AtomsATile, Atoms - tile * AtomsATile));
        var block = _net.Blocks[_block];
        var body = _scratch[worker].Reserve((long)rows * Lanes);
        var atoms = BodyAtoms(_block);
        for (var atom = first; atom < first + rows; atom++)
        {
            var (from, to) = (Graph.Start.Pointer[atom], Graph.Start.Pointer[atom + 1]);
            var sums = _dFirstSums.Pointer + atom * 8L * _hidden;
            _kernels.SumPicked(new(_dEdgeFirst.Pointer, 2 * _hidden, Graph.Reverse.Pointer), from, to - from, 2 * _hidden, sums);
            _kernels.SumPicked(new(_dNodeFirst.Pointer, 2 * _hidden, Graph.Reverse.Pointer), from, to - from, 2 * _hidden, sums + 4 * _hidden);
            var at = body + (atom - first) * Lanes;
            new Span<T>(at, Lanes).Clear();
            for (var bond = from; bond < to; bond++)
                if (BodyOfSlot(Graph.Reverse.Pointer[bond]) is var slot and >= 0)
                    for (var k = 0; k < Lanes; k++)
                        at[k] += _dBodyAtoms.Pointer[(long)slot * Lanes + k];
            for (var k = 0; k < Lanes; k++)
            {
                var s = atoms[(long)atom * Lanes + k];
                at[k] *= s * (T.One - s);
            }
        }

        var result = _dAtoms.Pointer + (long)first * _channels;
        block.AtomsReverse.Apply(_dFirstSums.Pointer + first * 8L * _hidden, 8 * _hidden, rows, result, _channels, add: true);
        block.BodyAtomReverse.Apply(body, Lanes, rows, result, _channels, add: true);
    }

    // Derivatives by the vector of each bond: along it, and across it from the angles.
    private void Finish(int tile, int worker)
    {
        var (first, rows) = RowsOf(tile);
        var count = (long)rows * _channels;
        var z = _scratch[worker].Reserve(3 * count);
        var slope = z + count;
        var byLength = z + 2 * count;
        _net.EdgeEmbedding.Apply(_basis.Pointer + (long)first * Lanes, Lanes, rows, z, _channels);
        _kernels.Silu(z, slope, count);
        _net.EdgeEmbeddingSlope.Apply(_basisSlope.Pointer + (long)first * Lanes, Lanes, rows, byLength, _channels);
        _kernels.AddDots(_dBonds.Pointer + (long)first * _channels, slope, byLength, rows, _channels, _slopes.Pointer + first);

        for (var bond = first; bond < first + rows; bond++)
        {
            var length = Graph.Length.Pointer[bond];
            var along = double.CreateTruncating(_slopes.Pointer[bond]);
            if (_bodyAt.Pointer[bond] is var body and >= 0)
                along += _bodySlopes.Pointer[body];
            if (BodyOfSlot(bond) is var slot and >= 0)
                along += _envelopeSlopes.Pointer[slot] * EnvelopeSlope(length);
            for (var axis = 0; axis < 3; axis++)
                _byBond[3L * bond + axis] = along * Graph.Vector.Pointer[3L * bond + axis] / length;
        }

        for (var atom = _tiles.First(tile); atom < _tiles.End(tile); atom++)
        {
            var (from, to) = (_bodyStart.Pointer[atom], _bodyStart.Pointer[atom + 1]);
            var (angles, at) = (to - from, _cosineStart.Pointer[atom]);
            for (var a = 0; a < angles; a++)
                for (var b = a + 1; b < angles; b++)
                    Bend(_bodyBond.Pointer[from + a], _bodyBond.Pointer[from + b], double.CreateTruncating(_cosineSlopes.Pointer[at + a * angles + b]) + double.CreateTruncating(_cosineSlopes.Pointer[at + b * angles + a]));
        }
    }

    private void Bend(int a, int b, double slope)
    {
        var u = Graph.Vector.Pointer + 3L * a;
        var v = Graph.Vector.Pointer + 3L * b;
        var (left, right) = (Graph.Length.Pointer[a], Graph.Length.Pointer[b]);
        var cosine = (u[0] * v[0] + u[1] * v[1] + u[2] * v[2]) / (left * right);
        for (var axis = 0; axis < 3; axis++)
        {
            _byBond[3L * a + axis] += slope * (v[axis] / right - cosine * u[axis] / left) / left;
            _byBond[3L * b + axis] += slope * (u[axis] / left - cosine * v[axis] / right) / right;
        }
    }
}
