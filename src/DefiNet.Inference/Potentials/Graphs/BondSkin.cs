using DefiNet.Crystals;

namespace DefiNet.Inference.Potentials.Graphs;

/// <summary>Finds bonds among those that were within reach a few steps ago, with some to spare, as long as no atom moved further than half of that.</summary>
/// <remarks>L. Verlet, Phys. Rev. 159, 98 (1967). Bonds, their order and their vectors are those of <see cref="BondFinder"/>, bit for bit.</remarks>
internal sealed unsafe class BondSkin
{
    private const int MostCells = 2000;
    private const int CellBits = 12;
    private const int AtomBits = 21;
    private const int Cubes = 27;

    private readonly BondFinder _finder = new();
    private readonly BondGraph _wide = new();
    private readonly GrowingBuffer<double> _centres = new();
    private readonly GrowingBuffer<double> _centresThen = new();
    private readonly GrowingBuffer<double> _wrapped = new();
    private readonly GrowingBuffer<int> _floors = new();
    private readonly GrowingBuffer<int> _floorsThen = new();
    private readonly GrowingBuffer<long> _keys = new();
    private readonly GrowingBuffer<int> _order = new();
    private readonly GrowingBuffer<int> _place = new();
    private readonly GrowingBuffer<int> _reverse = new();
    private readonly GrowingBuffer<int> _bondOf = new();
    private readonly GrowingBuffer<int> _candidateOf = new();
    private readonly GrowingBuffer<int> _found = new();
    private readonly GrowingBuffer<double> _foundVectors = new();
    private Lattice? _lattice;
    private double _reach;
    private int _atoms;

    /// <summary>How often neighbours were looked for anew.</summary>
    public int Searches { get; private set; }

    /// <summary>Fills a graph as <see cref="BondFinder.Fill"/> does.</summary>
    public void Fill(BondGraph graph, Lattice lattice, ReadOnlySpan<Vector3> fractional, double cutoff, double skin)
    {
        var atoms = fractional.Length;
        var centres = _centres.Reserve(3L * atoms);
        var wrapped = _wrapped.Reserve(3L * atoms);
        var floors = _floors.Reserve(3L * atoms);
        Span<double> lowest = stackalloc double[3];
        Span<double> highest = stackalloc double[3];
        var m = (ReadOnlySpan<double>)[lattice.A.X, lattice.A.Y, lattice.A.Z, lattice.B.X, lattice.B.Y, lattice.B.Z, lattice.C.X, lattice.C.Y, lattice.C.Z];
        var far = BondFinder.PlaceCentres(lattice, fractional, centres);
        BondFinder.Wrap(m, centres, atoms, wrapped, floors, lowest, highest);
        if (!far && !IsGood(lattice, atoms, cutoff + skin, skin / 2))
            far = !Search(lattice, fractional, cutoff + skin);
        if (far || !Select(graph, m, cutoff))
            _finder.Fill(graph, lattice, fractional, cutoff);
    }

    private bool IsGood(Lattice lattice, int atoms, double reach, double most)
    {
        if (_lattice is null || atoms != _atoms || reach != _reach || !(ReferenceEquals(lattice, _lattice) || lattice.Equals(_lattice)))
            return false;
        var now = _centres.Pointer;
        var then = _centresThen.Pointer;
        for (var index = 0; index < 3 * atoms; index += 3)
        {
            var (x, y, z) = (now[index] - then[index], now[index + 1] - then[index + 1], now[index + 2] - then[index + 2]);
            if (!(x * x + y * y + z * z < most * most))
                return false;
        }

        // The order of bonds hangs on the cell in which an atom lies.
        return new ReadOnlySpan<int>(_floors.Pointer, 3 * atoms).SequenceEqual(new ReadOnlySpan<int>(_floorsThen.Pointer, 3 * atoms));
    }

    // Remembers what is within reach, for each atom in the order in which the finder meets images: last cell and atom first.
    private bool Search(Lattice lattice, ReadOnlySpan<Vector3> fractional, double reach)
    {
        Searches++;
        _lattice = null;
        var atoms = fractional.Length;
        _finder.Fill(_wide, lattice, fractional, reach);
        new ReadOnlySpan<double>(_centres.Pointer, 3 * atoms).CopyTo(new Span<double>(_centresThen.Reserve(3L * atoms), 3 * atoms));
        new ReadOnlySpan<int>(_floors.Pointer, 3 * atoms).CopyTo(new Span<int>(_floorsThen.Reserve(3L * atoms), 3 * atoms));
        var keys = _keys.Reserve(_wide.Bonds);
        var order = _order.Reserve(_wide.Bonds);
        for (var bond = 0; bond < _wide.Bonds; bond++)
        {
            var neighbour = _wide.Neighbour.Pointer[bond];
            var key = 0L;
            for (var axis = 0; axis < 3; axis++)
            {
                var cell = _wide.Image.Pointer[3L * bond + axis] + _floors.Pointer[3 * neighbour + axis];
                if (Math.Abs(cell) > MostCells)
                    return false;
                key = (key << CellBits) + cell + MostCells;
            }

            (keys[bond], order[bond]) = (-((key << AtomBits) + neighbour), bond);
        }

        var starts = _wide.Start.Pointer;
        for (var atom = 0; atom < atoms; atom++)
            new Span<long>(keys + starts[atom], starts[atom + 1] - starts[atom]).Sort(new Span<int>(order + starts[atom], starts[atom + 1] - starts[atom]));
        var place = _place.Reserve(_wide.Bonds);
        for (var candidate = 0; candidate < _wide.Bonds; candidate++)
            place[order[candidate]] = candidate;
        var reverse = _reverse.Reserve(_wide.Bonds);
        for (var candidate = 0; candidate < _wide.Bonds; candidate++)
            reverse[candidate] = place[_wide.Reverse.Pointer[order[candidate]]];
        (_lattice, _atoms, _reach) = (lattice, atoms, reach);
        return true;
    }

    // False when a bond lacks its other direction, which rounding can do.
    private bool Select(BondGraph graph, ReadOnlySpan<double> m, double cutoff)
    {
        Span<double> low = stackalloc double[3];
        Span<double> high = stackalloc double[3];
        BondFinder.Bounds(_centres.Pointer, _atoms, low, high);
        for (var axis = 0; axis < 3; axis++)
            low[axis] += -cutoff - BondFinder.Tolerance;
        graph.Atoms = _atoms;
        graph.Bonds = 0;
        var starts = graph.Start.Reserve(_atoms + 1);
        starts[0] = 0;
        new Span<int>(_bondOf.Reserve(_wide.Bonds), _wide.Bonds).Fill(-1);
        _candidateOf.Reserve(_wide.Bonds);
        while (graph.Capacity < _wide.Bonds)
            graph.Grow();
        for (var atom = 0; atom < _atoms; atom++)
        {
            Select(graph, atom, m, low, cutoff);
            starts[atom + 1] = graph.Bonds;
        }

        for (var bond = 0; bond < graph.Bonds; bond++)
            if ((graph.Reverse.Pointer[bond] = _bondOf.Pointer[_reverse.Pointer[_candidateOf.Pointer[bond]]]) < 0)
                return false;
        return true;
    }

    private void Select(BondGraph graph, int atom, ReadOnlySpan<double> m, ReadOnlySpan<double> low, double cutoff)
    {
        var square = cutoff * cutoff + BondFinder.Tolerance;
        var (from, to) = (_wide.Start.Pointer[atom], _wide.Start.Pointer[atom + 1]);
        var centre = _centres.Pointer + 3L * atom;
        var (cx, cy, cz) = (BondFinder.Cube(centre[0], low[0], cutoff), BondFinder.Cube(centre[1], low[1], cutoff), BondFinder.Cube(centre[2], low[2], cutoff));
        var found = _found.Reserve(2L * (to - from));
        var vectors = _foundVectors.Reserve(4L * (to - from));
        Span<int> ends = stackalloc int[Cubes + 1];
        ends.Clear();
        var count = 0;
        for (var candidate = from; candidate < to; candidate++)
        {
            var wide = _order.Pointer[candidate];
            var neighbour = _wide.Neighbour.Pointer[wide];
            var image = _wide.Image.Pointer + 3L * wide;
            var floor = _floors.Pointer + 3L * neighbour;
            var (i, j, k) = (image[0] + floor[0], image[1] + floor[1], image[2] + floor[2]);
            var at = _wrapped.Pointer + 3L * neighbour;
            var (px, py, pz) = ((i * m[0] + j * m[3] + k * m[6]) + at[0], (i * m[1] + j * m[4] + k * m[7]) + at[1], (i * m[2] + j * m[5] + k * m[8]) + at[2]);
            var (x, y, z) = (px - centre[0], py - centre[1], pz - centre[2]);
            var distance = x * x + y * y + z * z;
            if (distance >= square)
                continue;
            var (dx, dy, dz) = (BondFinder.Cube(px, low[0], cutoff) - cx + 1, BondFinder.Cube(py, low[1], cutoff) - cy + 1, BondFinder.Cube(pz, low[2], cutoff) - cz + 1);
            if ((ulong)dx > 2 || (ulong)dy > 2 || (ulong)dz > 2)
                continue;
            if (distance < BondFinder.SmallestDistance * BondFinder.SmallestDistance)
                throw new InferenceException($"Atoms {atom + 1} and {neighbour + 1} lie at one place; every atom needs its own.");
            var cube = (int)((dx * 3 + dy) * 3 + dz);
            (found[2 * count], found[2 * count + 1]) = (candidate, cube);
            (vectors[4 * count], vectors[4 * count + 1], vectors[4 * count + 2], vectors[4 * count + 3]) = (x, y, z, distance);
            ends[cube + 1]++;
            count++;
        }

        for (var cube = 0; cube < Cubes; cube++)
            ends[cube + 1] += ends[cube];
        for (var index = 0; index < count; index++)
        {
            var candidate = found[2 * index];
            var bond = graph.Bonds + ends[found[2 * index + 1]]++;
            var wide = _order.Pointer[candidate];
            (_bondOf.Pointer[candidate], _candidateOf.Pointer[bond]) = (bond, candidate);
            (graph.Centre.Pointer[bond], graph.Neighbour.Pointer[bond]) = (atom, _wide.Neighbour.Pointer[wide]);
            for (var axis = 0; axis < 3; axis++)
            {
                graph.Image.Pointer[3L * bond + axis] = _wide.Image.Pointer[3L * wide + axis];
                graph.Vector.Pointer[3L * bond + axis] = vectors[4 * index + axis];
            }

            graph.Length.Pointer[bond] = Math.Sqrt(vectors[4 * index + 3]);
        }

        graph.Bonds += count;
    }
}
