using System.Numerics;
using DefiNet.Inference.Potentials.Arithmetic;
using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>Memory of an M3GNet's evaluations. A body is a bond within the three-body cutoff; those of one atom are numbered side by side.</summary>
/// <remarks>
/// Row k of bond data belongs to the published bond that ends where bond k of the graph begins: sums over incoming messages are then runs of rows.
/// Both directions have the same length, so radial data need no exchange; three-body sums, made around the beginning of the published bond, do.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class M3GNetWorkspace<T> : TileWorkspace<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Numbers of a three-body row.</summary>
    public const int Lanes = PotentialKernels<T>.BodyLanes;

    /// <summary>Makes an empty one.</summary>
    public M3GNetWorkspace(BondGraph graph, M3GNetWeights<T> net, int threads) : base(graph, net.Kernels, threads)
    {
        (Net, Channels, Hidden) = (net, net.Channels, net.Hidden);
        Published = net.Settings.Indexing == ThreeBodyIndexing.Published;
        TapeRow = 2 * Channels + 2 * PerceptronTape;
        foreach (var layer in net.Readout)
            ReadoutRow += 4 * layer.Outputs + 2 * layer.Inputs;
    }

    /// <summary>The weights.</summary>
    public M3GNetWeights<T> Net { get; }

    /// <summary>Channels of atoms and bonds.</summary>
    public int Channels { get; }

    /// <summary>Hidden channels of core or gate.</summary>
    public int Hidden { get; }

    /// <summary>Whether three-body sums are numbered as the published weights want them.</summary>
    public bool Published { get; }

    /// <summary>Tape of a row in one block.</summary>
    public long TapeRow { get; }

    /// <summary>Memory of an atom's energy and its gradient.</summary>
    public long ReadoutRow { get; }

    /// <summary>The present block.</summary>
    public int Block { get; set; }

    /// <summary>Whether the present block is the last one.</summary>
    public bool IsLast => Block + 1 == Net.Blocks.Length;

    /// <summary>Number of bodies.</summary>
    public int Bodies { get; private set; }

    /// <summary>Pieces of work on bonds.</summary>
    public BondTiles Tiles { get; } = new();

    /// <summary>Radial functions of each bond, (bonds, 16).</summary>
    public GrowingBuffer<T> Basis { get; } = new();

    /// <summary>Their derivatives by the length.</summary>
    public GrowingBuffer<T> BasisSlope { get; } = new();

    /// <summary>Atom features before each block and after the last, (blocks + 1, atoms, channels).</summary>
    public GrowingBuffer<T> AtomValues { get; } = new();

    /// <summary>What atoms give to the first layers of both perceptrons, as end and as beginning of a bond, (blocks, atoms, 8 · hidden).</summary>
    public GrowingBuffer<T> ProjectionValues { get; } = new();

    /// <summary>Gates of atoms in three-body sums, (blocks, atoms, 16).</summary>
    public GrowingBuffer<T> BodyAtomValues { get; } = new();

    /// <summary>Bond features before each block, (blocks, bonds, channels).</summary>
    public GrowingBuffer<T> BondValues { get; } = new();

    /// <summary>Three-body sums of each bond, (blocks, bonds, 16).</summary>
    public GrowingBuffer<T> BodySumValues { get; } = new();

    /// <summary>Factors of each bond in three-body sums, (blocks, bodies, 16).</summary>
    public GrowingBuffer<T> Q { get; } = new();

    /// <summary>What the way back needs of each row, for all blocks but the last: its tiles go forward and back at once.</summary>
    public GrowingBuffer<T> TapeValues { get; } = new();

    /// <summary>Gradient by atom features.</summary>
    public GrowingBuffer<T> DAtoms { get; } = new();

    /// <summary>Gradient by bond features.</summary>
    public GrowingBuffer<T> DBonds { get; } = new();

    /// <summary>Gradient by the first layer of the bond perceptron, (bonds, 2 · hidden).</summary>
    public GrowingBuffer<T> DEdgeFirst { get; } = new();

    /// <summary>The same of the atom perceptron.</summary>
    public GrowingBuffer<T> DNodeFirst { get; } = new();

    /// <summary>Both, summed by atom as end and as beginning, (atoms, 8 · hidden).</summary>
    public GrowingBuffer<T> DFirstSums { get; } = new();

    /// <summary>Gradient by three-body sums.</summary>
    public GrowingBuffer<T> DBodySums { get; } = new();

    /// <summary>Gradient by the gate of the atom at the end of each body.</summary>
    public GrowingBuffer<T> DBodyAtoms { get; } = new();

    /// <summary>Derivative by the length of each bond.</summary>
    public GrowingBuffer<T> Slopes { get; } = new();

    /// <summary>Cutoff factor of each body.</summary>
    public GrowingBuffer<double> Envelope { get; } = new();

    /// <summary>Derivative by the length of each body's bond.</summary>
    public GrowingBuffer<double> BodySlopes { get; } = new();

    /// <summary>Derivative by the cutoff factor of each body.</summary>
    public GrowingBuffer<double> EnvelopeSlopes { get; } = new();

    /// <summary>Cosines between the bodies of each atom.</summary>
    public GrowingBuffer<T> Cosines { get; } = new();

    /// <summary>Derivatives by them.</summary>
    public GrowingBuffer<T> CosineSlopes { get; } = new();

    /// <summary>Where the cosines of each atom begin.</summary>
    public GrowingBuffer<long> CosineStart { get; } = new();

    /// <summary>Where the bodies of each atom begin.</summary>
    public GrowingBuffer<int> BodyStart { get; } = new();

    /// <summary>Bond of each body.</summary>
    public GrowingBuffer<int> BodyBond { get; } = new();

    /// <summary>Body of each bond; −1 for none.</summary>
    public GrowingBuffer<int> BodyAt { get; } = new();

    /// <summary>Energy of each atom before scaling.</summary>
    public GrowingBuffer<double> Energies { get; } = new();

    /// <summary>Tape of a row in one perceptron: slopes of both hidden layers, derivatives of core and gate, value.</summary>
    public int PerceptronTape => 4 * Hidden + 3 * Channels;

    /// <summary>Makes room for the bonds that the graph has now.</summary>
    public void Reserve()
    {
        var (blocks, bonds, atoms) = (Net.Blocks.Length, (long)Bonds, (long)Atoms);
        Tiles.Divide(Graph.Start.Pointer, Atoms, RowsATile);
        Basis.Reserve(bonds * Lanes);
        BasisSlope.Reserve(bonds * Lanes);
        AtomValues.Reserve((blocks + 1) * atoms * Channels);
        ProjectionValues.Reserve(blocks * atoms * 8 * Hidden);
        BodyAtomValues.Reserve(blocks * atoms * Lanes);
        BondValues.Reserve(blocks * bonds * Channels);
        BodySumValues.Reserve(blocks * bonds * Lanes);
        DAtoms.Reserve(atoms * Channels);
        DBonds.Reserve(bonds * Channels);
        DEdgeFirst.Reserve(bonds * 2 * Hidden);
        DNodeFirst.Reserve(bonds * 2 * Hidden);
        DFirstSums.Reserve(atoms * 8 * Hidden);
        DBodySums.Reserve(bonds * Lanes);
        Slopes.Reserve(bonds);
        Energies.Reserve(atoms);
        BodyStart.Reserve(atoms + 1);
        CosineStart.Reserve(atoms + 1);
        BodyAt.Reserve(bonds);
        BodyBond.Reserve(bonds);
        var rows = Math.Max(Tiles.MostRows, AtomsATile);
        CountRows(rows);
        var tape = (blocks - 1) * bonds * TapeRow;
        Taped = tape <= MostTape;
        if (Taped)
            TapeValues.Reserve(tape);
        foreach (var scratch in Scratch)
            scratch.Reserve(Tiles.MostRows * TapeRow + Math.Max(rows * (6L * Channels + 4 * Math.Max(Hidden, Channels) + 4L * Lanes), AtomsATile * ReadoutRow));
        Slopes.Span[..Bonds].Clear();
    }

    /// <summary>Makes room for so many bodies with so many cosines between them.</summary>
    public void ReserveBodies(int count, long cosines)
    {
        Bodies = count;
        Cosines.Reserve(cosines);
        new Span<T>(CosineSlopes.Reserve(cosines), (int)cosines).Clear();
        Q.Reserve((long)Net.Blocks.Length * count * Lanes);
        DBodyAtoms.Reserve((long)count * Lanes);
        Envelope.Reserve(count);
        new Span<double>(BodySlopes.Reserve(count), count).Clear();
        new Span<double>(EnvelopeSlopes.Reserve(count), count).Clear();
    }

    /// <summary>First bond and number of bonds of a piece of work on bonds.</summary>
    public (int First, int Rows) RowsOf(int tile)
    {
        var first = Graph.Start.Pointer[Tiles.First(tile)];
        return (first, Graph.Start.Pointer[Tiles.End(tile)] - first);
    }

    /// <summary>Atom features before a block.</summary>
    public T* AtomFeatures(int block) => AtomValues.Pointer + (long)block * Atoms * Channels;

    /// <summary>Projections of atoms in a block.</summary>
    public T* Projections(int block) => ProjectionValues.Pointer + (long)block * Atoms * 8 * Hidden;

    /// <summary>Gates of atoms in a block.</summary>
    public T* BodyAtoms(int block) => BodyAtomValues.Pointer + (long)block * Atoms * Lanes;

    /// <summary>Three-body sums in a block.</summary>
    public T* BodySums(int block) => BodySumValues.Pointer + (long)block * Bonds * Lanes;

    /// <summary>The bond whose cutoff factor, end atom and target a three-body sum has.</summary>
    public int Slot(int body) => Published ? body : BodyBond.Pointer[body];

    /// <summary>The three-body number that has a bond as its slot; −1 for none.</summary>
    public int BodyOfSlot(int bond) => Published ? (bond < Bodies ? bond : -1) : BodyAt.Pointer[bond];

    /// <summary>Tape of the rows from a bond on in the present block; where none is kept, memory of the worker.</summary>
    public T* Tape(int first, int worker) => Taped && !IsLast ? TapeValues.Pointer + ((long)Block * Bonds + first) * TapeRow : Scratch[worker].Pointer;

    /// <summary>Memory of a worker beside the tape.</summary>
    public T* Work(int worker) => Scratch[worker].Pointer + Tiles.MostRows * TapeRow;

    /// <summary>The messages on a perceptron's tape.</summary>
    public T* Message(T* tape, int rows) => tape + rows * (long)(4 * Hidden + 2 * Channels);
}
