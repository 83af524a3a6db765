using System.Runtime.Intrinsics;

namespace DefiNet.Crystals.Neighbours;

/// <summary>All images of all atoms that lie within the cutoff of the region that the atoms take up: coordinates in separate arrays, in the order of atom and cell offset or sorted by box.</summary>
internal sealed class PeriodicImages
{
    /// <summary>Most images that are laid out.</summary>
    public const int MaxImages = 8_000_000;

    // Below this many images, or where boxes would leave out less than this part of them, comparing with all is as fast.
    private const int FewImages = 300;
    private const double WorthwhilePart = 0.4;
    private const double Slack = 1e-9;
    private const double FarthestCell = 1e9;

    private double[] _x = [];
    private double[] _y = [];
    private double[] _z = [];
    private int[] _atoms = [];
    private CellOffset[] _offsets = [];
    private int[] _box = [];

    private double[] _sortedX = [];
    private double[] _sortedY = [];
    private double[] _sortedZ = [];
    private int[] _sortedAtoms = [];
    private CellOffset[] _sortedOffsets = [];
    private int[] _ordinals = [];
    private int[] _boxStarts = [];

    private Vector3[] _wrapped = [];
    private CellOffset[] _floors = [];
    private int[] _home = [];
    private ImageBoxes _boxes;
    private Vector3 _low;
    private Vector3 _high;
    private Vector3 _reach;

    /// <summary>Number of images, the atoms themselves included.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the images are sorted by box.</summary>
    public bool InBoxes { get; private set; }

    /// <summary>Cartesian coordinates of the images.</summary>
    public double[] X => InBoxes ? _sortedX : _x;

    /// <inheritdoc cref="X"/>
    public double[] Y => InBoxes ? _sortedY : _y;

    /// <inheritdoc cref="X"/>
    public double[] Z => InBoxes ? _sortedZ : _z;

    /// <summary>The atom of each image.</summary>
    public int[] Atoms => InBoxes ? _sortedAtoms : _atoms;

    /// <summary>Cell offset of each image from where the structure gives its atom, but for the home atom's own floor.</summary>
    public CellOffset[] Offsets => InBoxes ? _sortedOffsets : _offsets;

    /// <summary>Place of each image in the order of atom and cell offset; null where that is the order they have.</summary>
    public int[]? Ordinals => InBoxes ? _ordinals : null;

    /// <summary>Where each atom itself is among the images.</summary>
    public int[] Home => _home;

    /// <summary>Whole cells by which each atom was moved into the home cell.</summary>
    public CellOffset[] Floors => _floors;

    /// <summary>Lays out the images for a cutoff in Angstrom.</summary>
    public void LayOut(Structure structure, double cutoff, SearchWay way)
    {
        Wrap(structure, cutoff);
        var expected = Expected(structure.Count);
        _boxes = new ImageBoxes(_low, _high, _reach);
        InBoxes = way == SearchWay.Boxes || (way == SearchWay.Either && expected > FewImages && _boxes.SearchedPart < WorthwhilePart && _boxes.Count < 4 * expected);
        Fill(structure.Lattice, structure.Count);
        if (InBoxes)
            Sort(structure.Count);
    }

    /// <summary>The runs of images that may be near an atom, as beginnings and ends.</summary>
    public int Runs(int atom, Span<(int Start, int End)> runs)
    {
        if (!InBoxes)
        {
            runs[0] = (0, Count);
            return 1;
        }

        var (a, b, c) = _boxes.Of(_wrapped[atom]);
        var (fromC, toC) = (Math.Max(c - 1, 0), Math.Min(c + 1, _boxes.C - 1));
        var count = 0;
        for (var i = Math.Max(a - 1, 0); i <= Math.Min(a + 1, _boxes.A - 1); i++)
            for (var j = Math.Max(b - 1, 0); j <= Math.Min(b + 1, _boxes.B - 1); j++)
                runs[count++] = (_boxStarts[_boxes.Index(i, j, fromC)], _boxStarts[_boxes.Index(i, j, toC) + 1]);
        return count;
    }

    private void Wrap(Structure structure, double cutoff)
    {
        var given = structure.Fractional.AsSpan();
        if (_wrapped.Length < given.Length)
            (_wrapped, _floors, _home) = (new Vector3[given.Length], new CellOffset[given.Length], new int[given.Length]);
        var low = new Vector3(double.MaxValue, double.MaxValue, double.MaxValue);
        var high = -low;
        for (var atom = 0; atom < given.Length; atom++)
        {
            var floor = new Vector3(Math.Floor(given[atom].X), Math.Floor(given[atom].Y), Math.Floor(given[atom].Z));
            if (Math.Max(Math.Abs(floor.X), Math.Max(Math.Abs(floor.Y), Math.Abs(floor.Z))) > FarthestCell)
                throw new CrystalException($"Atom {atom + 1} lies more than {FarthestCell:g} cells away; its fractional position must be near the cell.");
            var wrapped = given[atom] - floor;
            _wrapped[atom] = wrapped;
            _floors[atom] = new((int)floor.X, (int)floor.Y, (int)floor.Z);
            low = new(Math.Min(low.X, wrapped.X), Math.Min(low.Y, wrapped.Y), Math.Min(low.Z, wrapped.Z));
            high = new(Math.Max(high.X, wrapped.X), Math.Max(high.Y, wrapped.Y), Math.Max(high.Z, wrapped.Z));
        }

        var heights = structure.Lattice.Heights;
        _reach = new(cutoff / heights.X + Slack, cutoff / heights.Y + Slack, cutoff / heights.Z + Slack);
        (_low, _high) = (low - _reach, high + _reach);
    }

    private long Expected(int atoms)
    {
        var span = _high - _low;
        var most = atoms * (Math.Floor(span.X) + 1) * (Math.Floor(span.Y) + 1) * (Math.Floor(span.Z) + 1);
        if (most > MaxImages)
            throw new CrystalException($"The cutoff reaches {most:g3} periodic images, more than the {MaxImages} that are listed here; choose a smaller one.");
        return (long)(atoms * Math.Max(1, span.X) * Math.Max(1, span.Y) * Math.Max(1, span.Z));
    }

    private void Fill(Lattice lattice, int atoms)
    {
        Count = 0;
        for (var atom = 0; atom < atoms; atom++)
        {
            var wrapped = _wrapped[atom];
            var floor = _floors[atom];
            var position = lattice.ToCartesian(wrapped);
            var (low, high) = (_low - wrapped, _high - wrapped);
            var (fromA, toA) = ((int)Math.Ceiling(low.X), (int)Math.Floor(high.X));
            var (fromB, toB) = ((int)Math.Ceiling(low.Y), (int)Math.Floor(high.Y));
            var (fromC, toC) = ((int)Math.Ceiling(low.Z), (int)Math.Floor(high.Z));
            MakeRoom(Count + (toA - fromA + 1) * (toB - fromB + 1) * (toC - fromC + 1));
            for (var a = fromA; a <= toA; a++)
                for (var b = fromB; b <= toB; b++)
                    for (var c = fromC; c <= toC; c++)
                    {
                        var image = position + (a * lattice.A + b * lattice.B + c * lattice.C);
                        if ((a | b | c) == 0)
                            _home[atom] = Count;
                        (_x[Count], _y[Count], _z[Count]) = (image.X, image.Y, image.Z);
                        _atoms[Count] = atom;
                        _offsets[Count] = new(a - floor.A, b - floor.B, c - floor.C);
                        if (InBoxes)
                        {
                            var (boxA, boxB, boxC) = _boxes.Of(wrapped + new Vector3(a, b, c));
                            _box[Count] = _boxes.Index(boxA, boxB, boxC);
                        }

                        Count++;
                    }
        }
    }

    // Counting sort; within a box the order of atom and cell offset stays.
    private void Sort(int atoms)
    {
        var boxes = _boxes.Count;
        if (_boxStarts.Length < boxes + 1)
            _boxStarts = new int[boxes + 1];
        else
            Array.Clear(_boxStarts, 0, boxes + 1);
        if (_sortedX.Length < _x.Length)
        {
            (_sortedX, _sortedY, _sortedZ) = (new double[_x.Length], new double[_x.Length], new double[_x.Length]);
            (_sortedAtoms, _sortedOffsets, _ordinals) = (new int[_x.Length], new CellOffset[_x.Length], new int[_x.Length]);
        }

        for (var image = 0; image < Count; image++)
            _boxStarts[_box[image]]++;
        var start = 0;
        for (var box = 0; box <= boxes; box++)
            (start, _boxStarts[box]) = (start + _boxStarts[box], start);

        for (var image = 0; image < Count; image++)
        {
            var at = _boxStarts[_box[image]]++;
            (_sortedX[at], _sortedY[at], _sortedZ[at]) = (_x[image], _y[image], _z[image]);
            _sortedAtoms[at] = _atoms[image];
            _sortedOffsets[at] = _offsets[image];
            _ordinals[at] = image;
            _box[image] = at;
        }

        for (var box = boxes; box > 0; box--)
            _boxStarts[box] = _boxStarts[box - 1];
        _boxStarts[0] = 0;
        for (var atom = 0; atom < atoms; atom++)
            _home[atom] = _box[_home[atom]];
    }

    // A vectorised reader may read up to a vector beyond the last image.
    private void MakeRoom(int count)
    {
        var needed = count + Vector512<double>.Count;
        if (needed <= _x.Length)
            return;
        var capacity = Math.Max(needed, 2 * _x.Length);
        Array.Resize(ref _x, capacity);
        Array.Resize(ref _y, capacity);
        Array.Resize(ref _z, capacity);
        Array.Resize(ref _atoms, capacity);
        Array.Resize(ref _offsets, capacity);
        Array.Resize(ref _box, capacity);
    }
}
