namespace DefiNet.Inference.Potentials.Graphs;

/// <summary>Directed bonds of a periodic structure, those of one centre side by side. Filled anew for every evaluation.</summary>
internal sealed unsafe class BondGraph
{
    /// <summary>Number of atoms.</summary>
    public int Atoms { get; set; }

    /// <summary>Number of directed bonds.</summary>
    public int Bonds { get; set; }

    /// <summary>Where the bonds of each atom begin; one entry more than atoms.</summary>
    public GrowingBuffer<int> Start { get; } = new();

    /// <summary>Atom at which a bond begins.</summary>
    public GrowingBuffer<int> Centre { get; } = new();

    /// <summary>Atom at which a bond ends.</summary>
    public GrowingBuffer<int> Neighbour { get; } = new();

    /// <summary>The bond from the other end.</summary>
    public GrowingBuffer<int> Reverse { get; } = new();

    /// <summary>Cell offset of the end, three numbers a bond.</summary>
    public GrowingBuffer<int> Image { get; } = new();

    /// <summary>Vector from centre to neighbour in Angstrom, three numbers a bond.</summary>
    public GrowingBuffer<double> Vector { get; } = new();

    /// <summary>Length in Angstrom.</summary>
    public GrowingBuffer<double> Length { get; } = new();

    /// <summary>Bonds that there is room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Makes room for at least one bond more; those already there are kept.</summary>
    public void Grow()
    {
        Capacity = 2 * Capacity + 256;
        Centre.Extend(Capacity);
        Neighbour.Extend(Capacity);
        Reverse.Extend(Capacity);
        Image.Extend(3L * Capacity);
        Vector.Extend(3L * Capacity);
        Length.Extend(Capacity);
    }
}
