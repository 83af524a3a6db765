namespace DefiNet.Crystals.Neighbours;

/// <summary>Which atoms, periodic images included, lie within a cutoff of each atom; nearest first.</summary>
/// <remarks>
/// Right for any cell, also one smaller than the cutoff: an atom then sees its own images. An image at the cutoff itself counts.
/// Flat arrays: the neighbours of atom i are the entries <c>Offsets[i]</c> to <c>Offsets[i + 1]</c> of the others.
/// Order: distance in whole steps of <see cref="DistanceStep"/> (so that the equal distances of an ideal crystal are ties whatever the rounding), then index of the neighbour, then its cell offset along a, b, c.
/// A cap keeps the first ones in this order.
/// </remarks>
public sealed class NeighbourList
{
    /// <summary>Distances that agree to this, in Angstrom, are ties.</summary>
    public const double DistanceStep = 1e-8;

    /// <summary>Largest cutoff in Angstrom.</summary>
    public const double MaxCutoff = 1000;

    // The memory for the search of small structures is kept; that of large ones is not worth holding on to.
    private const int SmallStructure = 2048;

    [ThreadStatic]
    private static NeighbourSearch? _searchOfThread;

    private int[] _offsets = [0];
    private int[] _neighbours = [];
    private CellOffset[] _images = [];
    private double[] _distances = [];
    private Vector3[] _displacements = [];
    private int _closed;

    internal NeighbourList()
    {
    }

    /// <summary>Number of atoms.</summary>
    public int AtomCount { get; private set; }

    /// <summary>Number of entries: every pair is there from both its ends.</summary>
    public int PairCount { get; private set; }

    /// <summary>Where the neighbours of each atom begin; one entry more than atoms.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, AtomCount + 1);

    /// <summary>Index of each neighbour.</summary>
    public ReadOnlySpan<int> Neighbours => _neighbours.AsSpan(0, PairCount);

    /// <summary>Cell offset of each neighbour, relative to the positions as the structure gives them.</summary>
    public ReadOnlySpan<CellOffset> Images => _images.AsSpan(0, PairCount);

    /// <summary>Distance of each neighbour in Angstrom.</summary>
    public ReadOnlySpan<double> Distances => _distances.AsSpan(0, PairCount);

    /// <summary>Vector from the atom to each neighbour in Angstrom.</summary>
    public ReadOnlySpan<Vector3> Displacements => _displacements.AsSpan(0, PairCount);

    /// <summary>Finds the neighbours of every atom.</summary>
    /// <param name="structure">The atoms, wrapped into the cell or not.</param>
    /// <param name="cutoff">Largest distance in Angstrom.</param>
    /// <param name="maxPerAtom">Most neighbours of an atom, nearest first; null for all.</param>
    /// <exception cref="CrystalException">The cutoff is not between 0 and <see cref="MaxCutoff"/>, or reaches more images than can be listed.</exception>
    /// <remarks>Where lists are made over and over, a <see cref="NeighbourSearch"/> does it without allocation.</remarks>
    public static NeighbourList Of(Structure structure, double cutoff, int? maxPerAtom = null)
    {
        if (structure.Count > SmallStructure)
            return new NeighbourSearch().Find(structure, cutoff, maxPerAtom);
        _searchOfThread ??= new();
        return _searchOfThread.Find(structure, cutoff, maxPerAtom).Copy();
    }

    /// <summary>Number of neighbours of an atom.</summary>
    public int CountOf(int atom) => Offsets[atom + 1] - Offsets[atom];

    /// <summary>Indices of the neighbours of an atom, nearest first.</summary>
    public ReadOnlySpan<int> NeighboursOf(int atom) => Neighbours[Offsets[atom]..Offsets[atom + 1]];

    /// <summary>Cell offsets of the neighbours of an atom.</summary>
    public ReadOnlySpan<CellOffset> ImagesOf(int atom) => Images[Offsets[atom]..Offsets[atom + 1]];

    /// <summary>Distances of the neighbours of an atom in Angstrom, nearest first.</summary>
    public ReadOnlySpan<double> DistancesOf(int atom) => Distances[Offsets[atom]..Offsets[atom + 1]];

    /// <summary>Vectors from an atom to its neighbours in Angstrom.</summary>
    public ReadOnlySpan<Vector3> DisplacementsOf(int atom) => Displacements[Offsets[atom]..Offsets[atom + 1]];

    /// <summary>Empties the list and makes it one of <paramref name="atoms"/> atoms; the arrays are kept.</summary>
    internal void Restart(int atoms)
    {
        (AtomCount, PairCount, _closed) = (atoms, 0, 0);
        if (_offsets.Length <= atoms)
            _offsets = new int[atoms + 1];
        _offsets[0] = 0;
    }

    /// <summary>The entries of one more atom, to be filled.</summary>
    internal Entries Open(int count)
    {
        var needed = PairCount + count;
        if (needed > _neighbours.Length)
            MakeRoom(needed);
        return new(
            _neighbours.AsSpan(PairCount, count),
            _images.AsSpan(PairCount, count),
            _distances.AsSpan(PairCount, count),
            _displacements.AsSpan(PairCount, count));
    }

    /// <summary>Ends the work on an atom.</summary>
    internal void Close(int atom, int count)
    {
        PairCount += count;
        _offsets[atom + 1] = PairCount;
        _closed = atom + 1;
    }

    // As much as all atoms will need if the others are like those before.
    private void MakeRoom(int needed)
    {
        const double Margin = 1.05;
        var expected = Margin * needed / (_closed + 1) * AtomCount;
        var capacity = (int)Math.Min(Array.MaxLength, Math.Max(expected, needed + _neighbours.Length / 4));
        Grow(ref _neighbours, capacity);
        Grow(ref _images, capacity);
        Grow(ref _distances, capacity);
        Grow(ref _displacements, capacity);
    }

    private NeighbourList Copy() => new()
    {
        AtomCount = AtomCount,
        PairCount = PairCount,
        _offsets = Offsets.ToArray(),
        _neighbours = Neighbours.ToArray(),
        _images = Images.ToArray(),
        _distances = Distances.ToArray(),
        _displacements = Displacements.ToArray(),
    };

    private void Grow<T>(ref T[] array, int capacity)
    {
        var larger = GC.AllocateUninitializedArray<T>(capacity);
        array.AsSpan(0, PairCount).CopyTo(larger);
        array = larger;
    }

    /// <summary>The places of one atom's neighbours.</summary>
    internal readonly ref struct Entries(Span<int> neighbours, Span<CellOffset> images, Span<double> distances, Span<Vector3> displacements)
    {
        public readonly Span<int> Neighbours = neighbours;
        public readonly Span<CellOffset> Images = images;
        public readonly Span<double> Distances = distances;
        public readonly Span<Vector3> Displacements = displacements;
    }
}
