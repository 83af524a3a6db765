using DefiNet.Crystals;

namespace DefiNet.Inference.Potentials.Graphs;

/// <summary>Finds the bonds of a periodic structure in the order in which the published potentials' own tools list them.</summary>
/// <remarks>
/// The order matters for M3GNet (see <see cref="M3GNet.ThreeBodyIndexing"/>): bonds by centre; then by the cube, as wide as the cutoff and counted from the lowest corner of all atoms, in which the neighbour lies;
/// then from the last cell offset and atom to the first. A bond of exactly the cutoff counts.
/// </remarks>
internal sealed unsafe class BondFinder
{
    /// <summary>What rounding may add to a length.</summary>
    public const double Tolerance = 1e-8;
    private const double ExtraReach = 0.15;
    private const double FarFraction = 16;
    /// <summary>Atoms nearer than this lie at one place, in Angstrom.</summary>
    public const double SmallestDistance = 1e-3;
    private const long MostImages = 50_000_000;
    private const long MostCubes = 1 << 24;
    private const int MostBonds = 40_000_000;

    private readonly GrowingBuffer<double> _centres = new();
    private readonly GrowingBuffer<double> _wrapped = new();
    private readonly GrowingBuffer<int> _floors = new();
    private readonly GrowingBuffer<double> _images = new();
    private readonly GrowingBuffer<int> _imageAtoms = new();
    private readonly GrowingBuffer<int> _imageCells = new();
    private readonly GrowingBuffer<int> _nextImage = new();
    private readonly GrowingBuffer<int> _firstImage = new();

    /// <summary>Fills a graph.</summary>
    /// <param name="graph">The graph to fill.</param>
    /// <param name="lattice">The cell.</param>
    /// <param name="fractional">Fractional positions; not necessarily wrapped.</param>
    /// <param name="cutoff">Longest bond in Angstrom, at least 1.</param>
    /// <exception cref="InferenceException">Two atoms lie at one place, or there are more bonds than can be treated.</exception>
    public void Fill(BondGraph graph, Lattice lattice, ReadOnlySpan<Vector3> fractional, double cutoff)
    {
        var atoms = fractional.Length;
        graph.Atoms = atoms;
        graph.Bonds = 0;
        var starts = graph.Start.Reserve(atoms + 1);
        starts[0] = 0;
        var centres = _centres.Reserve(3L * atoms);
        PlaceCentres(lattice, fractional, centres);

        Span<double> low = stackalloc double[3];
        Span<double> high = stackalloc double[3];
        Bounds(centres, atoms, low, high);
        for (var axis = 0; axis < 3; axis++)
        {
            high[axis] += cutoff + Tolerance;
            low[axis] += -cutoff - Tolerance;
        }

        var images = LayOut(lattice, centres, atoms, cutoff, low, high);
        Span<long> cubes = stackalloc long[3];
        var total = 1.0;
        for (var axis = 0; axis < 3; axis++)
            total *= cubes[axis] = (long)Math.Ceiling((high[axis] - low[axis]) / cutoff);
        if (total > MostCubes)
            throw new InferenceException("The cell is too large for its atoms: a search for neighbours would look through too many empty places; use a smaller cell.");
        SortIntoCubes(images, low, cubes, cutoff);

        var square = cutoff * cutoff + Tolerance;
        for (var atom = 0; atom < atoms; atom++)
        {
            List(graph, atom, centres + 3L * atom, low, cubes, cutoff, square);
            starts[atom + 1] = graph.Bonds;
        }

        Pair(graph);
    }

    /// <summary>Cartesian positions; atoms are wrapped into the cell first where one lies many cells away: then true.</summary>
    public static bool PlaceCentres(Lattice lattice, ReadOnlySpan<Vector3> fractional, double* centres)
    {
        var far = false;
        foreach (var position in fractional)
            far |= Math.Max(Math.Abs(position.X), Math.Max(Math.Abs(position.Y), Math.Abs(position.Z))) > FarFraction;
        for (var atom = 0; atom < fractional.Length; atom++)
        {
            var at = far ? fractional[atom].WrapToUnit() : fractional[atom];
            centres[3 * atom] = at.X * lattice.A.X + at.Y * lattice.B.X + at.Z * lattice.C.X;
            centres[3 * atom + 1] = at.X * lattice.A.Y + at.Y * lattice.B.Y + at.Z * lattice.C.Y;
            centres[3 * atom + 2] = at.X * lattice.A.Z + at.Y * lattice.B.Z + at.Z * lattice.C.Z;
        }

        return far;
    }

    /// <summary>Lowest and highest coordinates of rows.</summary>
    public static void Bounds(double* rows, int count, Span<double> low, Span<double> high)
    {
        for (var axis = 0; axis < 3; axis++)
            low[axis] = high[axis] = rows[axis];
        for (var row = 1; row < count; row++)
            for (var axis = 0; axis < 3; axis++)
            {
                low[axis] = Math.Min(low[axis], rows[3 * row + axis]);
                high[axis] = Math.Max(high[axis], rows[3 * row + axis]);
            }
    }

    private int LayOut(Lattice lattice, double* centres, int atoms, double cutoff, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        var m = (ReadOnlySpan<double>)[lattice.A.X, lattice.A.Y, lattice.A.Z, lattice.B.X, lattice.B.Y, lattice.B.Z, lattice.C.X, lattice.C.Y, lattice.C.Z];
        var wrapped = _wrapped.Reserve(3L * atoms);
        var floors = _floors.Reserve(3L * atoms);
        Span<double> lowest = stackalloc double[3];
        Span<double> highest = stackalloc double[3];
        Wrap(m, centres, atoms, wrapped, floors, lowest, highest);

        var heights = lattice.Heights;
        Span<int> from = stackalloc int[3];
        Span<int> to = stackalloc int[3];
        var cells = 1.0;
        for (var axis = 0; axis < 3; axis++)
        {
            var repeats = Math.Ceiling((cutoff + ExtraReach) / heights[axis]);
            var (first, last) = (Math.Floor(lowest[axis] - repeats - Tolerance), Math.Ceiling(highest[axis] + repeats + Tolerance));
            cells *= last - first;
            if (!(cells * atoms < MostImages))
                throw new InferenceException("The cell is so flat or small that its atoms have too many periodic images within the cutoff; check the lattice.");
            (from[axis], to[axis]) = ((int)first, (int)last);
        }

        var count = 0;
        for (var i = from[0]; i < to[0]; i++)
            for (var j = from[1]; j < to[1]; j++)
                for (var k = from[2]; k < to[2]; k++)
                {
                    var (x, y, z) = (i * m[0] + j * m[3] + k * m[6], i * m[1] + j * m[4] + k * m[7], i * m[2] + j * m[5] + k * m[8]);
                    var images = _images.Extend(3L * (count + atoms));
                    var imageAtoms = _imageAtoms.Extend(count + atoms);
                    var imageCells = _imageCells.Extend(3L * (count + atoms));
                    for (var atom = 0; atom < atoms; atom++)
                    {
                        var (px, py, pz) = (x + wrapped[3 * atom], y + wrapped[3 * atom + 1], z + wrapped[3 * atom + 2]);
                        if (!(px > low[0] & px < high[0] & py > low[1] & py < high[1] & pz > low[2] & pz < high[2]))
                            continue;
                        (images[3 * count], images[3 * count + 1], images[3 * count + 2]) = (px, py, pz);
                        imageAtoms[count] = atom;
                        (imageCells[3 * count], imageCells[3 * count + 1], imageCells[3 * count + 2]) = (i - floors[3 * atom], j - floors[3 * atom + 1], k - floors[3 * atom + 2]);
                        count++;
                    }
                }

        return count;
    }

    /// <summary>Brings atoms into the cell: their positions there, and the whole numbers taken off; and the range of their fractional coordinates.</summary>
    public static void Wrap(ReadOnlySpan<double> m, double* centres, int atoms, double* wrapped, int* floors, Span<double> lowest, Span<double> highest)
    {
        Span<double> inverse = stackalloc double[9];
        Invert(m, inverse);
        lowest.Fill(double.MaxValue);
        highest.Fill(double.MinValue);
        Span<double> rest = stackalloc double[3];
        for (var atom = 0; atom < atoms; atom++)
        {
            var at = centres + 3L * atom;
            for (var axis = 0; axis < 3; axis++)
            {
                var f = at[0] * inverse[axis] + at[1] * inverse[3 + axis] + at[2] * inverse[6 + axis];
                lowest[axis] = Math.Min(lowest[axis], f);
                highest[axis] = Math.Max(highest[axis], f);
                rest[axis] = f - Math.Floor(f);
                floors[3 * atom + axis] = (int)Math.Round(f - rest[axis]);
            }

            for (var axis = 0; axis < 3; axis++)
                wrapped[3 * atom + axis] = rest[0] * m[axis] + rest[1] * m[3 + axis] + rest[2] * m[6 + axis];
        }
    }

    private static void Invert(ReadOnlySpan<double> m, Span<double> inverse)
    {
        var over = 1.0 / (m[0] * (m[4] * m[8] - m[5] * m[7]) + m[1] * (m[5] * m[6] - m[3] * m[8]) + m[2] * (m[3] * m[7] - m[4] * m[6]));
        inverse[0] = (m[4] * m[8] - m[5] * m[7]) * over;
        inverse[1] = (m[2] * m[7] - m[1] * m[8]) * over;
        inverse[2] = (m[1] * m[5] - m[2] * m[4]) * over;
        inverse[3] = (m[5] * m[6] - m[3] * m[8]) * over;
        inverse[4] = (m[0] * m[8] - m[2] * m[6]) * over;
        inverse[5] = (m[2] * m[3] - m[0] * m[5]) * over;
        inverse[6] = (m[3] * m[7] - m[4] * m[6]) * over;
        inverse[7] = (m[1] * m[6] - m[0] * m[7]) * over;
        inverse[8] = (m[0] * m[4] - m[1] * m[3]) * over;
    }

    private void SortIntoCubes(int images, ReadOnlySpan<double> low, ReadOnlySpan<long> cubes, double cutoff)
    {
        var total = (int)(cubes[0] * cubes[1] * cubes[2]);
        var first = _firstImage.Reserve(total);
        new Span<int>(first, total).Fill(-1);
        var next = _nextImage.Reserve(images);
        for (var image = 0; image < images; image++)
        {
            var at = _images.Pointer + 3L * image;
            var cube = (int)((Cube(at[0], low[0], cutoff) * cubes[1] + Cube(at[1], low[1], cutoff)) * cubes[2] + Cube(at[2], low[2], cutoff));
            next[image] = first[cube];
            first[cube] = image;
        }
    }

    /// <summary>The cube in which a coordinate lies.</summary>
    public static long Cube(double x, double low, double cutoff) => (long)Math.Floor((x - low + 1e-8) / cutoff);

    private void List(BondGraph graph, int atom, double* centre, ReadOnlySpan<double> low, ReadOnlySpan<long> cubes, double cutoff, double square)
    {
        var (cx, cy, cz) = (Cube(centre[0], low[0], cutoff), Cube(centre[1], low[1], cutoff), Cube(centre[2], low[2], cutoff));
        for (var i = Math.Max(cx - 1, 0); i <= Math.Min(cx + 1, cubes[0] - 1); i++)
            for (var j = Math.Max(cy - 1, 0); j <= Math.Min(cy + 1, cubes[1] - 1); j++)
                for (var k = Math.Max(cz - 1, 0); k <= Math.Min(cz + 1, cubes[2] - 1); k++)
                    for (var image = _firstImage.Pointer[(i * cubes[1] + j) * cubes[2] + k]; image >= 0; image = _nextImage.Pointer[image])
                    {
                        var at = _images.Pointer + 3L * image;
                        var (x, y, z) = (at[0] - centre[0], at[1] - centre[1], at[2] - centre[2]);
                        var distance = x * x + y * y + z * z;
                        if (distance >= square)
                            continue;
                        Put(graph, atom, image, x, y, z, distance);
                    }
    }

    private void Put(BondGraph graph, int atom, int image, double x, double y, double z, double square)
    {
        var neighbour = _imageAtoms.Pointer[image];
        var cell = _imageCells.Pointer + 3L * image;
        var length = Math.Sqrt(square);
        if (length < SmallestDistance)
        {
            if (neighbour == atom)
                return;
            throw new InferenceException($"Atoms {atom + 1} and {neighbour + 1} lie at one place; every atom needs its own.");
        }

        var bond = graph.Bonds;
        if (bond >= MostBonds)
            throw new InferenceException($"There are more than {MostBonds} bonds within the cutoff; the atoms lie too densely or are too many.");
        if (bond == graph.Capacity)
            graph.Grow();
        graph.Centre.Pointer[bond] = atom;
        graph.Neighbour.Pointer[bond] = neighbour;
        (graph.Image.Pointer[3L * bond], graph.Image.Pointer[3L * bond + 1], graph.Image.Pointer[3L * bond + 2]) = (cell[0], cell[1], cell[2]);
        (graph.Vector.Pointer[3L * bond], graph.Vector.Pointer[3L * bond + 1], graph.Vector.Pointer[3L * bond + 2]) = (x, y, z);
        graph.Length.Pointer[bond] = length;
        graph.Bonds = bond + 1;
    }

    // A bond whose other direction rounding put beyond the cutoff counts for nothing there and is dropped.
    private static void Pair(BondGraph graph)
    {
        if (FindReverses(graph))
            return;
        var starts = graph.Start.Pointer;
        var kept = 0;
        for (var atom = 0; atom < graph.Atoms; atom++)
        {
            var (from, to) = (starts[atom], starts[atom + 1]);
            starts[atom] = kept;
            for (var bond = from; bond < to; bond++)
                if (graph.Reverse.Pointer[bond] >= 0)
                    Move(graph, bond, kept++);
            if (atom + 1 < graph.Atoms)
                continue;
            starts[graph.Atoms] = graph.Bonds = kept;
        }

        if (!FindReverses(graph))
            throw new InvalidOperationException("A bond lost its other direction.");
    }

    private static void Move(BondGraph graph, int from, int to)
    {
        graph.Centre.Pointer[to] = graph.Centre.Pointer[from];
        graph.Neighbour.Pointer[to] = graph.Neighbour.Pointer[from];
        graph.Length.Pointer[to] = graph.Length.Pointer[from];
        for (var axis = 0; axis < 3; axis++)
        {
            graph.Image.Pointer[3L * to + axis] = graph.Image.Pointer[3L * from + axis];
            graph.Vector.Pointer[3L * to + axis] = graph.Vector.Pointer[3L * from + axis];
        }
    }

    private static bool FindReverses(BondGraph graph)
    {
        var starts = graph.Start.Pointer;
        var centres = graph.Centre.Pointer;
        var neighbours = graph.Neighbour.Pointer;
        var images = graph.Image.Pointer;
        var reverse = graph.Reverse.Pointer;
        new Span<int>(reverse, graph.Bonds).Fill(-1);
        var complete = true;
        for (var bond = 0; bond < graph.Bonds; bond++)
        {
            if (reverse[bond] >= 0)
                continue;
            var centre = centres[bond];
            var neighbour = neighbours[bond];
            var image = images + 3L * bond;
            var found = -1;
            for (var other = starts[neighbour]; other < starts[neighbour + 1] && found < 0; other++)
                if (neighbours[other] == centre && images[3L * other] == -image[0] && images[3L * other + 1] == -image[1] && images[3L * other + 2] == -image[2])
                    found = other;
            if (found < 0)
            {
                complete = false;
                continue;
            }

            (reverse[bond], reverse[found]) = (found, bond);
        }

        return complete;
    }
}
