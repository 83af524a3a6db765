using DefiNet.Inference.Potentials.Arithmetic;
using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Inference.Potentials;

/// <summary>What the passes of a potential work on: the bonds, the memory of each worker, and how rows are divided into pieces of work.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract unsafe class TileWorkspace<T>
    where T : unmanaged
{
    /// <summary>Atoms of a piece of work on atoms.</summary>
    public const int AtomsATile = 48;

    /// <summary>Rows, or so many, of a piece of work on bonds or angles.</summary>
    public const int RowsATile = 96;

    private readonly GrowingBuffer<int> _iota = new();

    /// <summary>Makes an empty one.</summary>
    protected TileWorkspace(BondGraph graph, PotentialKernels<T> kernels, int threads)
    {
        (Graph, Kernels) = (graph, kernels);
        Scratch = new GrowingBuffer<T>[threads];
        for (var worker = 0; worker < threads; worker++)
            Scratch[worker] = new();
    }

    /// <summary>The bonds.</summary>
    public BondGraph Graph { get; }

    /// <summary>The arithmetic.</summary>
    public PotentialKernels<T> Kernels { get; }

    /// <summary>Memory of each worker.</summary>
    public GrowingBuffer<T>[] Scratch { get; }

    /// <summary>Largest tape in numbers; where it would not do, each tile is run forward once more on the way back.</summary>
    public long MostTape { get; set; } = 64L << 20;

    /// <summary>Whether there is a tape.</summary>
    public bool Taped { get; protected set; }

    /// <summary>Number of each atom's element.</summary>
    public int* Types { get; private set; }

    /// <summary>Derivatives of the energy by the vector of each bond, three a bond.</summary>
    public double* ByBond { get; private set; }

    /// <summary>Number of atoms.</summary>
    public int Atoms => Graph.Atoms;

    /// <summary>Number of directed bonds.</summary>
    public int Bonds => Graph.Bonds;

    /// <summary>Pieces of work on atoms.</summary>
    public int AtomTiles => (Atoms + AtomsATile - 1) / AtomsATile;

    /// <summary>Begins an evaluation.</summary>
    public void Begin(int* types, GrowingBuffer<double> byBond)
    {
        Types = types;
        ByBond = byBond.Reserve(3L * Bonds);
    }

    /// <summary>The atoms of a piece of work on atoms.</summary>
    public (int First, int Rows) AtomRows(int tile) => (tile * AtomsATile, Math.Min(AtomsATile, Atoms - tile * AtomsATile));

    /// <summary>Rows one after the other.</summary>
    public RowSource<T> Dense(T* rows, int width) => new(rows, width, _iota.Pointer);

    /// <summary>Makes <see cref="Dense"/> good for so many rows.</summary>
    protected void CountRows(long rows)
    {
        if (rows <= _iota.Capacity)
            return;
        var iota = _iota.Reserve(rows);
        for (var index = 0; index < _iota.Capacity; index++)
            iota[index] = index;
    }
}
