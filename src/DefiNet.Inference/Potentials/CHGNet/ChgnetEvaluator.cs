using System.Numerics;
using DefiNet.Inference.Potentials.Arithmetic;
using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>Runs a CHGNet forward and its derivatives back.</summary>
/// <remarks>
/// Messages to an atom are runs of rows over its directed bonds, messages to a bond runs of rows over the angles at either end. The features of bonds longer than the shorter cutoff never change.
/// Every sum has a fixed order, so results do not depend on the number of threads.
/// What the way back needs of a row is kept on a tape; where that would not fit into <see cref="MostTape"/>, each tile is run forward once more instead.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class ChgnetEvaluator<T> : PotentialEvaluator
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int AtomsATile = 48;
    private const int RowsATile = 96;
    private const double CosineShrink = 1 - 1e-6;

    private readonly ChgnetWeights<T> _net;
    private readonly PotentialKernels<T> _kernels;
    private readonly ChgnetGraph _angles = new();
    private readonly BondTiles _bondTiles = new();
    private readonly BondTiles _angleTiles = new();
    private readonly ChgnetNorm<T>[] _atomNorms;
    private readonly ChgnetNorm<T>[] _bondNorms;
    private readonly ChgnetNorm<T>[] _angleNorms;
    private readonly ChgnetNorm<T> _readoutNorm;
    private readonly ChgnetNorm<T> _embedding;
    private readonly int _layers;
    private readonly int _d;
    private readonly int _two;
    private readonly int _radial;
    private readonly int _angular;
    private readonly int _convolutionTape;
    private readonly int _updateTape;

    private readonly GrowingBuffer<T> _atoms = new();
    private readonly GrowingBuffer<T> _atomSums = new();
    private readonly GrowingBuffer<T> _atomsToAtoms = new();
    private readonly GrowingBuffer<T> _atomsToBonds = new();
    private readonly GrowingBuffer<T> _atomsToAngles = new();
    private readonly GrowingBuffer<T> _bonds = new();
    private readonly GrowingBuffer<T> _shortBonds = new();
    private readonly GrowingBuffer<T> _bondSums = new();
    private readonly GrowingBuffer<T> _bondsToAtoms = new();
    private readonly GrowingBuffer<T> _bondsToBonds = new();
    private readonly GrowingBuffer<T> _bondsToAngles = new();
    private readonly GrowingBuffer<T> _angleFeatures = new();
    private readonly GrowingBuffer<T> _basisSlope = new();
    private readonly GrowingBuffer<T> _angleSlope = new();
    private readonly GrowingBuffer<T> _atomFilter = new();
    private readonly GrowingBuffer<T> _atomFilterSlope = new();
    private readonly GrowingBuffer<T> _bondFilter = new();
    private readonly GrowingBuffer<T> _bondFilterSlope = new();
    private readonly GrowingBuffer<T> _atomTape = new();
    private readonly GrowingBuffer<T> _bondTape = new();
    private readonly GrowingBuffer<T> _angleTape = new();
    private readonly GrowingBuffer<T> _dAtoms = new();
    private readonly GrowingBuffer<T> _dAtomSums = new();
    private readonly GrowingBuffer<T> _dAtomsToAtoms = new();
    private readonly GrowingBuffer<T> _dAtomsToBonds = new();
    private readonly GrowingBuffer<T> _dAtomsToAngles = new();
    private readonly GrowingBuffer<T> _dBonds = new();
    private readonly GrowingBuffer<T> _dBondSums = new();
    private readonly GrowingBuffer<T> _dBondRows = new();
    private readonly GrowingBuffer<T> _dShortToBonds = new();
    private readonly GrowingBuffer<T> _dShortToAngles = new();
    private readonly GrowingBuffer<T> _dAngles = new();
    private readonly GrowingBuffer<T> _slopes = new();
    private readonly GrowingBuffer<T> _pairSlopes = new();
    private readonly GrowingBuffer<T> _angleSlopes = new();
    private readonly GrowingBuffer<T> _shortSlopes = new();
    private readonly GrowingBuffer<T> _rowSlopes = new();
    private readonly GrowingBuffer<int> _iota = new();
    private readonly GrowingBuffer<double> _energies = new();
    private readonly GrowingBuffer<double> _siteMoments = new();
    private readonly GrowingBuffer<T>[] _scratch;
    private readonly Action<int, int>[] _phases;

    private int* _types;
    private double* _byBond;
    private int _layer;
    private bool _taped;

    public ChgnetEvaluator(IPotentialModel model, ChgnetWeights<T> net, int threads) : base(model, threads)
    {
        (_net, _kernels, _layers, _d, _two) = (net, net.Kernels, net.AtomLayers.Length, net.Channels, 2 * net.Hidden);
        (_radial, _angular) = (net.AtomBasis.Count, 2 * net.AngleFrequencies.Length + 1);
        _convolutionTape = _two + 5 * _d + 16;
        _updateTape = 5 * _d + 16;
        _atomNorms = [.. net.AtomLayers.Select(Norm)];
        _bondNorms = [.. net.BondLayers.Select(Norm)];
        _angleNorms = [.. net.AngleLayers.Select(Norm)];
        _readoutNorm = new(net.ReadoutScale, net.ReadoutShift);
        _embedding = new(net.Embedding);
        _scratch = new GrowingBuffer<T>[Threads];
        for (var worker = 0; worker < Threads; worker++)
            _scratch[worker] = new();
        _phases = [PreparePairs, PrepareAngles, RunAtoms, RunPairs, ConvolveAtoms, ConvolveBonds, UpdateAngles, ReverseAngles, ReversePairs, ReverseBondConvolution, ReverseAtoms, ReverseAtomConvolution, FinishPairs, FinishBonds];

        static ChgnetNorm<T> Norm(ChgnetConvolution<T> layer) => new(layer.CoreScale, layer.CoreShift, layer.GateScale, layer.GateShift);
    }

    private enum Phase
    {
        PreparePairs,
        PrepareAngles,
        RunAtoms,
        RunPairs,
        ConvolveAtoms,
        ConvolveBonds,
        UpdateAngles,
        ReverseAngles,
        ReversePairs,
        ReverseBondConvolution,
        ReverseAtoms,
        ReverseAtomConvolution,
        FinishPairs,
        FinishBonds,
    }

    /// <summary>Largest tape in numbers.</summary>
    internal long MostTape { get; init; } = 64L << 20;

    private int AtomTiles => (Atoms + AtomsATile - 1) / AtomsATile;

    private int PairTiles => (_angles.Pairs + RowsATile - 1) / RowsATile;

    private int Bonds => Graph.Bonds;

    private bool HasBondLayer => _layer < _layers - 1;

    private bool HasAngleLayer => _layer < _layers - 2;

    private protected override double Run(int* types, GrowingBuffer<double> byBond, Span<double> moments)
    {
        _types = types;
        _byBond = byBond.Reserve(3L * Bonds);
        _angles.Fill(Graph, _net.Settings.BondCutoff);
        Reserve();
        Share(Phase.PreparePairs, PairTiles);
        Share(Phase.PrepareAngles, _angleTiles.Count);
        _layer = 0;
        Share(Phase.RunAtoms, AtomTiles);
        Share(Phase.RunPairs, PairTiles);
        for (var layer = 0; layer < _layers; layer++)
        {
            _layer = layer;
            Share(Phase.ConvolveAtoms, _bondTiles.Count);
            _layer = layer + 1;
            Share(Phase.RunAtoms, AtomTiles);
            _layer = layer;
            if (!HasBondLayer)
                break;
            Share(Phase.ConvolveBonds, _angleTiles.Count);
            _layer = layer + 1;
            Share(Phase.RunPairs, PairTiles);
            _layer = layer;
            if (HasAngleLayer)
                Share(Phase.UpdateAngles, _angleTiles.Count);
        }

        for (_layer = _layers - 1; _layer >= 0; _layer--)
        {
            if (HasAngleLayer)
                Share(Phase.ReverseAngles, _angleTiles.Count);
            if (HasBondLayer)
            {
                Share(Phase.ReversePairs, PairTiles);
                Share(Phase.ReverseBondConvolution, _angleTiles.Count);
            }

            Share(Phase.ReverseAtoms, AtomTiles);
            Share(Phase.ReverseAtomConvolution, _bondTiles.Count);
        }

        Share(Phase.FinishPairs, PairTiles);
        Share(Phase.FinishBonds, _bondTiles.Count);
        Counts = new(Bonds, _angles.Shorts, _angles.Angles);
        var (energy, references) = (0.0, 0.0);
        for (var atom = 0; atom < Atoms; atom++)
        {
            energy += _energies.Pointer[atom];
            references += _net.References[types[atom]];
            moments[atom] = _siteMoments.Pointer[atom];
        }

        return energy + references;
    }

    private void Share(Phase phase, int pieces) => WorkCrew.Run(pieces, Threads, _phases[(int)phase]);

    private void Reserve()
    {
        var (atoms, bonds, pairs, shortPairs, shorts, angles) = ((long)Atoms, (long)Bonds, (long)_angles.Pairs, (long)_angles.ShortPairs, (long)_angles.Shorts, (long)_angles.Angles);
        var (bondLayers, angleLayers) = (_layers - 1L, _layers - 2L);
        _bondTiles.Divide(Graph.Start.Pointer, Atoms, RowsATile);
        _angleTiles.Divide(_angles.AngleStart.Pointer, Atoms, RowsATile);
        _atoms.Reserve((_layers + 1) * atoms * _d);
        _atomSums.Reserve(atoms * _d);
        _atomsToAtoms.Reserve(_layers * atoms * 2 * _two);
        _atomsToBonds.Reserve(bondLayers * atoms * _two);
        _atomsToAngles.Reserve(angleLayers * atoms * _two);
        _bonds.Reserve(pairs * _d);
        _shortBonds.Reserve(_layers * shortPairs * _d);
        _bondSums.Reserve(shorts * _d);
        _bondsToAtoms.Reserve(_layers * pairs * _two);
        _bondsToBonds.Reserve(bondLayers * shortPairs * 2 * _two);
        _bondsToAngles.Reserve(angleLayers * shortPairs * 2 * _two);
        _angleFeatures.Reserve(bondLayers * angles * _d);
        _basisSlope.Reserve(pairs * _radial);
        _angleSlope.Reserve(angles * _angular);
        _atomFilter.Reserve(pairs * _d);
        _atomFilterSlope.Reserve(pairs * _d);
        _bondFilter.Reserve(shortPairs * _d);
        _bondFilterSlope.Reserve(shortPairs * _d);
        _dAtoms.Reserve(atoms * _d);
        _dAtomSums.Reserve(atoms * _d);
        _dAtomsToAtoms.Reserve(atoms * 2 * _two);
        _dAtomsToBonds.Reserve(atoms * _two);
        _dAtomsToAngles.Reserve(atoms * _two);
        _dBonds.Reserve(pairs * _d);
        _dBondSums.Reserve(shortPairs * _d);
        _dBondRows.Reserve(bonds * _two);
        _dShortToBonds.Reserve(shorts * 2 * _two);
        _dShortToAngles.Reserve(shorts * 2 * _two);
        _dAngles.Reserve(angles * _d);
        _slopes.Reserve(bonds);
        _pairSlopes.Reserve(pairs);
        _angleSlopes.Reserve(angles);
        _shortSlopes.Reserve(shorts);
        _rowSlopes.Reserve(2 * angles);
        _energies.Reserve(atoms);
        _siteMoments.Reserve(atoms);
        var rows = (long)Math.Max(Math.Max(_bondTiles.MostRows, _angleTiles.MostRows), RowsATile);
        if (rows > _iota.Capacity)
        {
            var iota = _iota.Reserve(rows);
            for (var index = 0; index < _iota.Capacity; index++)
                iota[index] = index;
        }

        var tape = _layers * bonds * _convolutionTape + bondLayers * angles * _convolutionTape + angleLayers * angles * _updateTape;
        _taped = tape <= MostTape;
        if (_taped)
        {
            _atomTape.Reserve(_layers * bonds * _convolutionTape);
            _bondTape.Reserve(bondLayers * angles * _convolutionTape);
            _angleTape.Reserve(angleLayers * angles * _updateTape);
        }

        foreach (var scratch in _scratch)
            scratch.Reserve(rows * (_convolutionTape + 4L * _two + 8L * _d + 2L * (_radial + _angular)));
        _dBonds.Span[..(int)(pairs * _d)].Clear();
        _dAngles.Span[..(int)(angles * _d)].Clear();
        _slopes.Span[..Bonds].Clear();
        _pairSlopes.Span[.._angles.Pairs].Clear();
        _angleSlopes.Span[.._angles.Angles].Clear();
        _shortSlopes.Span[.._angles.Shorts].Clear();
    }

    private T* AtomFeatures(int layer) => _atoms.Pointer + (long)layer * Atoms * _d;

    private T* AtomsToAtoms(int layer) => _atomsToAtoms.Pointer + (long)layer * Atoms * 2 * _two;

    private T* ShortBonds(int layer) => _shortBonds.Pointer + (long)layer * _angles.ShortPairs * _d;

    private T* BondsToAtoms(int layer) => _bondsToAtoms.Pointer + (long)layer * _angles.Pairs * _two;

    private T* AngleFeatures(int layer) => _angleFeatures.Pointer + (long)layer * _angles.Angles * _d;

    private RowSource<T> Dense(T* rows) => new(rows, _d, _iota.Pointer);

    private (int First, int Rows) BondRows(int tile)
    {
        var first = Graph.Start.Pointer[_bondTiles.First(tile)];
        return (first, Graph.Start.Pointer[_bondTiles.End(tile)] - first);
    }

    private (int First, int Rows) AngleRows(int tile)
    {
        var first = _angles.AngleStart.Pointer[_angleTiles.First(tile)];
        return (first, _angles.AngleStart.Pointer[_angleTiles.End(tile)] - first);
    }

    private (int First, int Rows, int Shorts) PairRows(int tile)
    {
        var first = tile * RowsATile;
        return (first, Math.Min(RowsATile, _angles.Pairs - first), Math.Clamp(_angles.ShortPairs - first, 0, RowsATile));
    }

    private (int First, int Rows) AtomRows(int tile) => (tile * AtomsATile, Math.Min(AtomsATile, Atoms - tile * AtomsATile));

    // Radial functions, filters and first features of undirected bonds.
    private void PreparePairs(int tile, int worker)
    {
        var (first, rows, shorts) = PairRows(tile);
        var basis = _scratch[worker].Pointer;
        var shortSlope = basis + rows * (long)_radial;
        var slope = _basisSlope.Pointer + first * (long)_radial;
        Span<double> values = stackalloc double[_radial];
        Span<double> slopes = stackalloc double[_radial];
        for (var row = 0; row < rows; row++)
        {
            _net.AtomBasis.Evaluate(Graph.Length.Pointer[_angles.One.Pointer[first + row]], values, slopes);
            Put(values, basis + row * _radial);
            Put(slopes, slope + row * _radial);
        }

        var at = first * (long)_d;
        _net.BondEmbedding.Apply(basis, _radial, rows, _bonds.Pointer + at, _d);
        _net.AtomFilter.Apply(basis, _radial, rows, _atomFilter.Pointer + at, _d);
        _net.AtomFilter.Apply(slope, _radial, rows, _atomFilterSlope.Pointer + at, _d);
        if (shorts == 0)
            return;
        new ReadOnlySpan<T>(_bonds.Pointer + at, shorts * _d).CopyTo(new Span<T>(_shortBonds.Pointer + at, shorts * _d));
        for (var row = 0; row < shorts; row++)
        {
            _net.BondBasis.Evaluate(Graph.Length.Pointer[_angles.One.Pointer[first + row]], values, slopes);
            Put(values, basis + row * _radial);
            Put(slopes, shortSlope + row * _radial);
        }

        _net.BondFilter.Apply(basis, _radial, shorts, _bondFilter.Pointer + at, _d);
        _net.BondFilter.Apply(shortSlope, _radial, shorts, _bondFilterSlope.Pointer + at, _d);
    }

    private static void Put(ReadOnlySpan<double> numbers, T* target)
    {
        for (var k = 0; k < numbers.Length; k++)
            target[k] = T.CreateTruncating(numbers[k]);
    }

    // Angular functions and first features of angles. The slopes are those by the cosine.
    private void PrepareAngles(int tile, int worker)
    {
        var (first, rows) = AngleRows(tile);
        var basis = _scratch[worker].Pointer;
        var slope = _angleSlope.Pointer + first * (long)_angular;
        var norm = 1 / Math.Sqrt(Math.PI);
        var frequencies = _net.AngleFrequencies;
        for (var row = 0; row < rows; row++)
        {
            var cosine = Cosine(first + row) * CosineShrink;
            var angle = Math.Acos(cosine);
            var byCosine = -CosineShrink / Math.Sqrt(1 - cosine * cosine);
            var values = new Span<T>(basis + row * _angular, _angular);
            var slopes = new Span<T>(slope + row * _angular, _angular);
            (values[0], slopes[0]) = (T.CreateTruncating(norm / Math.Sqrt(2)), T.Zero);
            for (var k = 0; k < frequencies.Length; k++)
            {
                var (sin, cos) = Math.SinCos(frequencies[k] * angle);
                values[1 + k] = T.CreateTruncating(norm * sin);
                slopes[1 + k] = T.CreateTruncating(norm * cos * frequencies[k] * byCosine);
                values[1 + frequencies.Length + k] = T.CreateTruncating(norm * cos);
                slopes[1 + frequencies.Length + k] = T.CreateTruncating(-norm * sin * frequencies[k] * byCosine);
            }
        }

        _net.AngleEmbedding.Apply(basis, _angular, rows, _angleFeatures.Pointer + first * (long)_d, _d);
    }

    private double Cosine(int angle)
    {
        var (a, b) = (_angles.ShortBond.Pointer[_angles.AngleShort.Pointer[angle]], _angles.ShortBond.Pointer[_angles.AngleOtherShort.Pointer[angle]]);
        var u = Graph.Vector.Pointer + 3L * a;
        var v = Graph.Vector.Pointer + 3L * b;
        return Math.Clamp((u[0] * v[0] + u[1] * v[1] + u[2] * v[2]) / (Graph.Length.Pointer[a] * Graph.Length.Pointer[b]), -1, 1);
    }

    // Atom features after the convolution before, and their parts in the layers to come; at the end the energies and their gradient.
    private void RunAtoms(int tile, int worker)
    {
        var (first, rows) = AtomRows(tile);
        var at = first * (long)_d;
        var features = AtomFeatures(_layer) + at;
        if (_layer == 0)
        {
            for (var row = 0; row < rows; row++)
                new ReadOnlySpan<T>(_embedding.Row(0) + (long)_types[first + row] * _d, _d).CopyTo(new Span<T>(features + row * (long)_d, _d));
        }
        else
        {
            _net.AtomLayers[_layer - 1].Out!.Apply(_atomSums.Pointer + at, _d, rows, features, _d);
            _kernels.Add(features, AtomFeatures(_layer - 1) + at, rows * (long)_d);
        }

        if (_layer == _layers)
        {
            ReadOut(first, rows, _scratch[worker]);
            return;
        }

        _net.AtomsToAtoms[_layer].Forward.Apply(features, _d, rows, AtomsToAtoms(_layer) + first * 2L * _two, 2 * _two);
        if (_layer > 0 && _layer <= _layers - 1)
            _net.AtomsToBonds[_layer - 1].Forward.Apply(features, _d, rows, _atomsToBonds.Pointer + ((_layer - 1L) * Atoms + first) * _two, _two);
        if (_layer > 0 && _layer <= _layers - 2)
            _net.AtomsToAngles[_layer - 1].Forward.Apply(features, _d, rows, _atomsToAngles.Pointer + ((_layer - 1L) * Atoms + first) * _two, _two);
        if (_layer == _layers - 1)
        {
            var moments = _scratch[worker].Pointer;
            _net.SiteWise.Apply(features, _d, rows, moments, 1);
            for (var row = 0; row < rows; row++)
                _siteMoments.Pointer[first + row] = Math.Abs(double.CreateTruncating(moments[row]));
        }
    }

    private void ReadOut(int first, int rows, GrowingBuffer<T> scratch)
    {
        var layers = _net.Readout;
        var total = 2L * _d + 1;
        foreach (var layer in layers)
            total += 2L * layer.Forward.Outputs + layer.Forward.Inputs;
        var room = scratch.Reserve(rows * total);
        var normal = room;
        var spread = normal + rows * (long)_d;
        var x = spread + rows;
        room = x + rows * (long)_d;
        _kernels.Norm(AtomFeatures(_layers) + first * (long)_d, rows, _d, _readoutNorm.Row(0), _readoutNorm.Row(1), x, normal, spread);
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
            _energies.Pointer[first + row] = double.CreateTruncating(x[row]);
            x[row] = T.One;
        }

        var g = x;
        for (var index = layers.Length - 1; index >= 0; index--)
        {
            var inputs = layers[index].Forward.Inputs;
            var back = index == 0 ? _dAtoms.Pointer + first * (long)_d : room;
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

    // Bond features after the convolution before, and their parts in the layers to come.
    private void RunPairs(int tile, int worker)
    {
        var (first, rows, shorts) = PairRows(tile);
        var at = first * (long)_d;
        if (_layer > 0 && shorts > 0)
        {
            var sums = _scratch[worker].Pointer;
            _kernels.GatherSilu(sums, fresh: true, shorts, _d, new(_bondSums.Pointer, _d, _angles.ShortOne.Pointer + first), new(_bondSums.Pointer, _d, _angles.ShortTwo.Pointer + first), default, null);
            _net.BondLayers[_layer - 1].Out!.Apply(sums, _d, shorts, ShortBonds(_layer) + at, _d);
            _kernels.Add(ShortBonds(_layer) + at, ShortBonds(_layer - 1) + at, shorts * (long)_d);
        }

        var toAtoms = BondsToAtoms(_layer) + first * (long)_two;
        if (shorts > 0)
            _net.BondsToAtoms[_layer].Forward.Apply(ShortBonds(_layer) + at, _d, shorts, toAtoms, _two);
        if (shorts < rows)
            _net.BondsToAtoms[_layer].Forward.Apply(_bonds.Pointer + at + shorts * (long)_d, _d, rows - shorts, toAtoms + shorts * (long)_two, _two);
        if (shorts == 0)
            return;
        if (HasBondLayer)
            _net.BondsToBonds[_layer].Forward.Apply(ShortBonds(_layer) + at, _d, shorts, _bondsToBonds.Pointer + ((long)_layer * _angles.ShortPairs + first) * 2 * _two, 2 * _two);
        if (_layer > 0 && _layer <= _layers - 2)
            _net.BondsToAngles[_layer - 1].Forward.Apply(ShortBonds(_layer) + at, _d, shorts, _bondsToAngles.Pointer + ((_layer - 1L) * _angles.ShortPairs + first) * 2 * _two, 2 * _two);
    }

    // Tape of a convolution: slopes of the hidden layer, derivatives of core and gate, normalised values, message, deviations.
    private T* AtomTape(int first, int worker) => _taped ? _atomTape.Pointer + ((long)_layer * Bonds + first) * _convolutionTape : _scratch[worker].Pointer;

    private T* BondTape(int first, int worker) => _taped ? _bondTape.Pointer + ((long)_layer * _angles.Angles + first) * _convolutionTape : _scratch[worker].Pointer;

    private T* AngleTape(int first, int worker) => _taped ? _angleTape.Pointer + ((long)_layer * _angles.Angles + first) * _updateTape : _scratch[worker].Pointer;

    private T* Work(int rows, int worker) => _scratch[worker].Pointer + (_taped ? 0 : rows * (long)_convolutionTape);

    private T* Message(T* tape, int rows) => tape + rows * (_two + 4L * _d);

    private void ConvolveAtoms(int tile, int worker)
    {
        var (first, rows) = BondRows(tile);
        var tape = AtomTape(first, worker);
        FillAtomTape(first, rows, tape, Work(rows, worker));
        for (var atom = _bondTiles.First(tile); atom < _bondTiles.End(tile); atom++)
        {
            var (from, to) = (Graph.Start.Pointer[atom], Graph.Start.Pointer[atom + 1]);
            _kernels.SumProducts(Message(tape, rows), new(_atomFilter.Pointer, _d, _angles.PairOf.Pointer + first), from - first, to - from, _d, _atomSums.Pointer + atom * (long)_d);
        }
    }

    private void FillAtomTape(int first, int rows, T* tape, T* hidden)
    {
        var atoms = AtomsToAtoms(_layer);
        _kernels.GatherSilu(hidden, fresh: true, rows, _two, new(atoms, 2 * _two, Graph.Centre.Pointer + first), new(atoms + _two, 2 * _two, Graph.Neighbour.Pointer + first),
            new(BondsToAtoms(_layer), _two, _angles.PairOf.Pointer + first), tape);
        FillNorms(_net.AtomLayers[_layer], _atomNorms[_layer], rows, hidden, tape);
    }

    private void FillNorms(ChgnetConvolution<T> layer, ChgnetNorm<T> norm, int rows, T* hidden, T* tape)
    {
        var partial = tape + rows * (long)_two;
        layer.Second!.Apply(hidden, rows, partial);
        _kernels.NormGate(partial, rows, _d, norm.Row(0), norm.Row(1), norm.Row(2), norm.Row(3), Message(tape, rows), partial + rows * 2L * _d, Message(tape, rows) + rows * (long)_d);
    }

    private void ConvolveBonds(int tile, int worker)
    {
        var (first, rows) = AngleRows(tile);
        var tape = BondTape(first, worker);
        FillBondTape(first, rows, tape, Work(rows, worker));
        var (from, to) = (_angles.ShortStart.Pointer[_angleTiles.First(tile)], _angles.ShortStart.Pointer[_angleTiles.End(tile)]);
        for (var bond = from; bond < to; bond++)
        {
            var (start, end) = (_angles.AngleStartOfShort.Pointer[bond], _angles.AngleStartOfShort.Pointer[bond + 1]);
            _kernels.SumProducts(Message(tape, rows), new(_bondFilter.Pointer, _d, _angles.AnglePair.Pointer + first), new(_bondFilter.Pointer, _d, _angles.AngleOtherPair.Pointer + first),
                start - first, end - start, _d, _bondSums.Pointer + bond * (long)_d);
        }
    }

    private void FillBondTape(int first, int rows, T* tape, T* hidden)
    {
        _net.AnglesToBonds[_layer].Forward.Apply(AngleFeatures(_layer) + first * (long)_d, _d, rows, hidden, _two);
        var bonds = _bondsToBonds.Pointer + (long)_layer * _angles.ShortPairs * 2 * _two;
        _kernels.GatherSilu(hidden, fresh: false, rows, _two, new(bonds, 2 * _two, _angles.AnglePair.Pointer + first), new(bonds + _two, 2 * _two, _angles.AngleOtherPair.Pointer + first),
            new(_atomsToBonds.Pointer + (long)_layer * Atoms * _two, _two, _angles.AngleCentre.Pointer + first), tape);
        FillNorms(_net.BondLayers[_layer], _bondNorms[_layer], rows, hidden, tape);
    }

    private void UpdateAngles(int tile, int worker)
    {
        var (first, rows) = AngleRows(tile);
        var tape = AngleTape(first, worker);
        var next = AngleFeatures(_layer + 1) + first * (long)_d;
        FillAngleTape(first, rows, tape, next);
        _kernels.Add(next, AngleFeatures(_layer) + first * (long)_d, rows * (long)_d);
    }

    // Tape of an update: derivatives of core and gate, normalised values, deviations.
    private void FillAngleTape(int first, int rows, T* tape, T* value)
    {
        _net.AnglesToAngles[_layer].Forward.Apply(AngleFeatures(_layer) + first * (long)_d, _d, rows, tape, _two);
        var bonds = _bondsToAngles.Pointer + (long)_layer * _angles.ShortPairs * 2 * _two;
        _kernels.GatherSilu(tape, fresh: false, rows, _two, new(bonds, 2 * _two, _angles.AnglePair.Pointer + first), new(bonds + _two, 2 * _two, _angles.AngleOtherPair.Pointer + first),
            new(_atomsToAngles.Pointer + (long)_layer * Atoms * _two, _two, _angles.AngleCentre.Pointer + first), null);
        var norm = _angleNorms[_layer];
        _kernels.NormGate(tape, rows, _d, norm.Row(0), norm.Row(1), norm.Row(2), norm.Row(3), value, tape + rows * 2L * _d, tape + rows * 4L * _d);
    }

    private void ReverseAngles(int tile, int worker)
    {
        var (first, rows) = AngleRows(tile);
        var tape = AngleTape(first, worker);
        var g = Work(rows, worker);
        if (!_taped)
            FillAngleTape(first, rows, tape, g);
        var dAngles = _dAngles.Pointer + first * (long)_d;
        _kernels.GateReverse(dAngles, tape, rows, _d, g);
        _kernels.NormReverse(g, rows, _d, tape + rows * 2L * _d, tape + rows * 4L * _d);
        _net.AnglesToAngles[_layer].Reverse.Apply(g, _two, rows, dAngles, _d, add: true);
        SumAngles(tile, first, g, _dAtomsToAngles.Pointer, _dShortToAngles.Pointer);
    }

    // Gradients of rows summed by atom, by the bond that receives, and by the other bond.
    private void SumAngles(int tile, int first, T* g, T* byAtom, T* byShort)
    {
        for (var atom = _angleTiles.First(tile); atom < _angleTiles.End(tile); atom++)
        {
            var (start, end) = (_angles.AngleStart.Pointer[atom], _angles.AngleStart.Pointer[atom + 1]);
            _kernels.SumRows(g + (start - first) * (long)_two, _two, end - start, _two, byAtom + atom * (long)_two);
            var (from, to) = (_angles.ShortStart.Pointer[atom], _angles.ShortStart.Pointer[atom + 1]);
            new Span<T>(byShort + from * 2L * _two, (to - from) * 2 * _two).Clear();
            for (var bond = from; bond < to; bond++)
            {
                var (one, last) = (_angles.AngleStartOfShort.Pointer[bond], _angles.AngleStartOfShort.Pointer[bond + 1]);
                _kernels.SumRows(g + (one - first) * (long)_two, _two, last - one, _two, byShort + bond * 2L * _two);
            }

            for (var angle = start; angle < end; angle++)
                _kernels.Add(byShort + _angles.AngleOtherShort.Pointer[angle] * 2L * _two + _two, g + (angle - first) * (long)_two, _two);
        }
    }

    // Gradient by bond features: what the atom convolution after this layer, and the angle update and the bond convolution of this or the next one, say.
    private void ReversePairs(int tile, int worker)
    {
        var (first, rows, shorts) = PairRows(tile);
        var room = _scratch[worker].Pointer;
        AddPairGradients(first, rows, shorts, _layer + 1, room);
        if (shorts == 0)
            return;
        var dBonds = _dBonds.Pointer + first * (long)_d;
        if (HasAngleLayer)
            AddShortGradients(_net.BondsToAngles[_layer].Reverse, _dShortToAngles.Pointer, first, shorts, dBonds, room);
        _net.BondLayers[_layer].OutReverse!.Apply(dBonds, _d, shorts, _dBondSums.Pointer + first * (long)_d, _d);
    }

    private void AddPairGradients(int first, int rows, int shorts, int layer, T* room)
    {
        var dBonds = _dBonds.Pointer + first * (long)_d;
        _kernels.GatherSilu(room, fresh: true, rows, _two, new(_dBondRows.Pointer, _two, _angles.One.Pointer + first), new(_dBondRows.Pointer, _two, _angles.Two.Pointer + first), default, null);
        _net.BondsToAtoms[layer].Reverse.Apply(room, _two, rows, dBonds, _d, add: true);
        if (shorts > 0 && layer < _layers - 1)
            AddShortGradients(_net.BondsToBonds[layer].Reverse, _dShortToBonds.Pointer, first, shorts, dBonds, room);
    }

    private void AddShortGradients(Linear<T> reverse, T* byShort, int first, int shorts, T* dBonds, T* room)
    {
        _kernels.GatherSilu(room, fresh: true, shorts, 2 * _two, new(byShort, 2 * _two, _angles.ShortOne.Pointer + first), new(byShort, 2 * _two, _angles.ShortTwo.Pointer + first), default, null);
        reverse.Apply(room, 2 * _two, shorts, dBonds, _d, add: true);
    }

    private void ReverseBondConvolution(int tile, int worker)
    {
        var (first, rows) = AngleRows(tile);
        var tape = BondTape(first, worker);
        var work = Work(rows, worker);
        if (!_taped)
            FillBondTape(first, rows, tape, work);
        var slopes = _rowSlopes.Pointer + 2L * first;
        new Span<T>(slopes, 2 * rows).Clear();
        var pair = _angles.AnglePair.Pointer + first;
        var other = _angles.AngleOtherPair.Pointer + first;
        var g = work;
        var result = g + rows * 2L * _d;
        _kernels.MessageReverse(new(_dBondSums.Pointer, _d, pair), Message(tape, rows),
            new(_bondFilter.Pointer, _d, pair), new(_bondFilterSlope.Pointer, _d, pair), new(_bondFilter.Pointer, _d, other), new(_bondFilterSlope.Pointer, _d, other),
            tape + rows * (long)_two, rows, _d, g, slopes, slopes + rows);
        ReverseRows(_net.BondLayers[_layer], rows, tape, g, result);
        _net.AnglesToBonds[_layer].Reverse.Apply(result, _two, rows, _dAngles.Pointer + first * (long)_d, _d, add: true);
        SumAngles(tile, first, result, _dAtomsToBonds.Pointer, _dShortToBonds.Pointer);
        for (var row = 0; row < rows; row++)
        {
            _shortSlopes.Pointer[_angles.AngleShort.Pointer[first + row]] += slopes[row];
            _shortSlopes.Pointer[_angles.AngleOtherShort.Pointer[first + row]] += slopes[rows + row];
        }
    }

    private void ReverseRows(ChgnetConvolution<T> layer, int rows, T* tape, T* g, T* result)
    {
        var partial = tape + rows * (long)_two;
        _kernels.NormReverse(g, rows, _d, partial + rows * 2L * _d, Message(tape, rows) + rows * (long)_d);
        layer.Second!.Reverse(g, rows, result);
        _kernels.Multiply(result, tape, rows * (long)_two);
    }

    // Gradient by atom features: what the atom convolution after this layer, its bond convolution and angle update say.
    private void ReverseAtoms(int tile, int worker)
    {
        var (first, rows) = AtomRows(tile);
        var dAtoms = _dAtoms.Pointer + first * (long)_d;
        if (HasBondLayer)
        {
            for (var atom = first; atom < first + rows; atom++)
            {
                var (from, to) = (Graph.Start.Pointer[atom], Graph.Start.Pointer[atom + 1]);
                _kernels.SumPicked(new(_dBondRows.Pointer, _two, Graph.Reverse.Pointer), from, to - from, _two, _dAtomsToAtoms.Pointer + atom * 2L * _two + _two);
            }

            _net.AtomsToAtoms[_layer + 1].Reverse.Apply(_dAtomsToAtoms.Pointer + first * 2L * _two, 2 * _two, rows, dAtoms, _d, add: true);
            _net.AtomsToBonds[_layer].Reverse.Apply(_dAtomsToBonds.Pointer + first * (long)_two, _two, rows, dAtoms, _d, add: true);
        }

        if (HasAngleLayer)
            _net.AtomsToAngles[_layer].Reverse.Apply(_dAtomsToAngles.Pointer + first * (long)_two, _two, rows, dAtoms, _d, add: true);
        _net.AtomLayers[_layer].OutReverse!.Apply(dAtoms, _d, rows, _dAtomSums.Pointer + first * (long)_d, _d);
    }

    private void ReverseAtomConvolution(int tile, int worker)
    {
        var (first, rows) = BondRows(tile);
        var tape = AtomTape(first, worker);
        var work = Work(rows, worker);
        if (!_taped)
            FillAtomTape(first, rows, tape, work);
        var result = _dBondRows.Pointer + first * (long)_two;
        var pairs = _angles.PairOf.Pointer + first;
        _kernels.MessageReverse(new(_dAtomSums.Pointer, _d, Graph.Centre.Pointer + first), Message(tape, rows), new(_atomFilter.Pointer, _d, pairs), new(_atomFilterSlope.Pointer, _d, pairs),
            tape + rows * (long)_two, rows, _d, work, _slopes.Pointer + first);
        ReverseRows(_net.AtomLayers[_layer], rows, tape, work, result);
        for (var atom = _bondTiles.First(tile); atom < _bondTiles.End(tile) && _layer > 0; atom++)
        {
            var (from, to) = (Graph.Start.Pointer[atom], Graph.Start.Pointer[atom + 1]);
            _kernels.SumRows(_dBondRows.Pointer + from * (long)_two, _two, to - from, _two, _dAtomsToAtoms.Pointer + atom * 2L * _two);
        }
    }

    private void FinishPairs(int tile, int worker)
    {
        var (first, rows, shorts) = PairRows(tile);
        var room = _scratch[worker].Pointer;
        AddPairGradients(first, rows, shorts, 0, room);
        _net.BondEmbedding.Apply(_basisSlope.Pointer + first * (long)_radial, _radial, rows, room, _d);
        _kernels.AddDots(_dBonds.Pointer + first * (long)_d, room, null, rows, _d, _pairSlopes.Pointer + first);
    }

    // Derivatives by the vector of each bond: along it, and across it from the angles.
    private void FinishBonds(int tile, int worker)
    {
        var (first, rows) = BondRows(tile);
        for (var bond = first; bond < first + rows; bond++)
        {
            var along = double.CreateTruncating(_slopes.Pointer[bond]);
            if (_angles.One.Pointer[_angles.PairOf.Pointer[bond]] == bond)
                along += double.CreateTruncating(_pairSlopes.Pointer[_angles.PairOf.Pointer[bond]]);
            if (_angles.ShortOf.Pointer[bond] is var index and >= 0)
                along += double.CreateTruncating(_shortSlopes.Pointer[index]);
            for (var axis = 0; axis < 3; axis++)
                _byBond[3L * bond + axis] = along * Graph.Vector.Pointer[3L * bond + axis] / Graph.Length.Pointer[bond];
        }

        for (var atom = _bondTiles.First(tile); atom < _bondTiles.End(tile); atom++)
        {
            var (from, to) = (_angles.AngleStart.Pointer[atom], _angles.AngleStart.Pointer[atom + 1]);
            for (var start = from; start < to; start += RowsATile)
            {
                var count = Math.Min(RowsATile, to - start);
                var room = _scratch[worker].Pointer;
                _net.AngleEmbedding.Apply(_angleSlope.Pointer + start * (long)_angular, _angular, count, room, _d);
                _kernels.AddDots(_dAngles.Pointer + start * (long)_d, room, null, count, _d, _angleSlopes.Pointer + start);
            }

            for (var angle = from; angle < to; angle++)
                Bend(_angles.ShortBond.Pointer[_angles.AngleShort.Pointer[angle]], _angles.ShortBond.Pointer[_angles.AngleOtherShort.Pointer[angle]], double.CreateTruncating(_angleSlopes.Pointer[angle]));
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
