namespace DefiNet.Crystals.Neighbours;

/// <summary>Makes neighbour lists over and over in the same memory. Not for several threads at a time.</summary>
/// <remarks>
/// Every image that may be near any atom is laid out once, ordered by atom and cell offset. A few hundred images are compared with each atom outright, several at a time;
/// more are sorted into boxes no thinner than the cutoff first, so that the cost grows with the number of atoms. The neighbours of an atom are then ranked by counting, for each, how many come before it.
/// </remarks>
public sealed class NeighbourSearch
{
    private const int MaxPairs = 50_000_000;
    private const long MaxComparisons = 20_000_000_000;
    private const int MostRanked = 256;
    private const int MostRuns = 9;
    private const int Room = 8;

    private readonly PeriodicImages _images = new();
    private readonly NeighbourList _list = new();
    private readonly long[] _ranks = new long[MostRanked + Room];
    private int[] _found = [];
    private long[] _keys = new long[MostRanked + Room];
    private double[] _distances = new double[MostRanked + Room];
    private Vector3[] _displacements = new Vector3[MostRanked + Room];
    private long _comparisons;

    /// <summary>Finds the neighbours of every atom. The list is this object's own: the next call fills it anew.</summary>
    /// <inheritdoc cref="NeighbourList.Of"/>
    public NeighbourList Find(Structure structure, double cutoff, int? maxPerAtom = null) => Find(structure, cutoff, maxPerAtom, SearchWay.Either);

    /// <summary>The smallest distance, in Angstrom, between two atoms or an atom and its own image; null without atoms or beyond <see cref="NeighbourList.MaxCutoff"/>.</summary>
    public double? SmallestDistance(Structure structure)
    {
        const double First = 0.8;
        const double Growth = 1.6;
        if (structure.Count == 0)
            return null;

        // Atoms spread evenly have a neighbour at about the cube root of their volume.
        for (var cutoff = First * Math.Cbrt(structure.Lattice.Volume / structure.Count); ; cutoff *= Growth)
        {
            var list = Find(structure, Math.Min(cutoff, NeighbourList.MaxCutoff), maxPerAtom: 1);
            var smallest = double.MaxValue;
            foreach (var distance in list.Distances)
                smallest = Math.Min(smallest, distance);
            if (list.PairCount > 0)
                return smallest;
            if (cutoff >= NeighbourList.MaxCutoff)
                return null;
        }
    }

    internal NeighbourList Find(Structure structure, double cutoff, int? maxPerAtom, SearchWay way)
    {
        if (!(cutoff > 0 && cutoff <= NeighbourList.MaxCutoff))
            throw new CrystalException($"The cutoff is {cutoff:g6} Å; it must be above 0 and at most {NeighbourList.MaxCutoff:g6} Å.");
        if (maxPerAtom < 0)
            throw new CrystalException($"The most neighbours of an atom are {maxPerAtom}; the number must not be negative.");

        _list.Restart(structure.Count);
        if (structure.Count == 0)
            return _list;

        var reach = cutoff + 0.5 * NeighbourList.DistanceStep;
        _images.LayOut(structure, reach, way);
        _comparisons = 0;
        for (var atom = 0; atom < structure.Count; atom++)
        {
            var count = Gather(atom, reach);
            var kept = Math.Min(count, maxPerAtom ?? int.MaxValue);
            if (_list.PairCount > MaxPairs - kept)
                throw new CrystalException($"There are more than {MaxPairs} pairs within {cutoff:g6} Å, more than are listed here; choose a smaller cutoff.");
            if (count <= MostRanked)
                PutRanked(atom, count, kept);
            else
                PutSorted(atom, count, kept);
            _list.Close(atom, kept);
        }

        return _list;
    }

    // The atom itself is hidden meanwhile: nothing is near a place that is not a number.
    private int Gather(int atom, double reach)
    {
        Span<(int Start, int End)> runs = stackalloc (int, int)[MostRuns];
        runs = runs[.._images.Runs(atom, runs)];
        var most = Room;
        foreach (var (start, end) in runs)
            most += end - start;
        if ((_comparisons += most) > MaxComparisons)
            throw new CrystalException($"The atoms lie so densely that more than {MaxComparisons} pairs would be compared; choose a smaller cutoff.");
        if (_found.Length < most)
            _found = new int[Math.Max(most, 2 * _found.Length)];

        var (x, y, z) = (_images.X, _images.Y, _images.Z);
        var home = _images.Home[atom];
        var centre = new Vector3(x[home], y[home], z[home]);
        x[home] = double.NaN;
        var count = 0;
        foreach (var (start, end) in runs)
            count += WithinCutoff.Run(x, y, z, start, end, centre, reach * reach, _found.AsSpan(count));
        x[home] = centre.X;
        return count;
    }

    private void PutRanked(int atom, int count, int kept)
    {
        Measure(atom, count);
        NearestFirst.Rank(_keys, count, _ranks);
        Put(atom, _ranks.AsSpan(0, count), kept);
    }

    private void PutSorted(int atom, int count, int kept)
    {
        Measure(atom, count);
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        Array.Sort(_keys, order, 0, count);
        var ranks = new long[count];
        for (var rank = 0; rank < count; rank++)
            ranks[order[rank]] = rank;
        Put(atom, ranks, kept);
    }

    // Displacement, distance and key of each image that was found.
    private void Measure(int atom, int count)
    {
        if (_keys.Length < count)
            (_keys, _distances, _displacements) = (new long[2 * count], new double[2 * count], new Vector3[2 * count]);
        var (x, y, z, ordinals) = (_images.X, _images.Y, _images.Z, _images.Ordinals);
        var home = _images.Home[atom];
        var centre = new Vector3(x[home], y[home], z[home]);
        var found = _found.AsSpan(0, count);
        var keys = _keys.AsSpan(0, found.Length);
        var distances = _distances.AsSpan(0, found.Length);
        var displacements = _displacements.AsSpan(0, found.Length);
        for (var i = 0; i < found.Length; i++)
        {
            var image = found[i];
            var displacement = new Vector3(x[image] - centre.X, y[image] - centre.Y, z[image] - centre.Z);
            displacements[i] = displacement;
            distances[i] = displacement.Length;
            keys[i] = NearestFirst.KeyOf(distances[i], ordinals is null ? image : ordinals[image]);
        }
    }

    private void Put(int atom, ReadOnlySpan<long> ranks, int kept)
    {
        var entries = _list.Open(kept);
        var neighbours = entries.Neighbours;
        var images = entries.Images;
        var distances = entries.Distances;
        var displacements = entries.Displacements;
        var (atoms, offsets, floor) = (_images.Atoms, _images.Offsets, _images.Floors[atom]);
        var found = _found.AsSpan(0, ranks.Length);
        var foundDistances = _distances.AsSpan(0, ranks.Length);
        var foundDisplacements = _displacements.AsSpan(0, ranks.Length);
        for (var i = 0; i < ranks.Length; i++)
        {
            var rank = (int)ranks[i];
            if (rank >= kept)
                continue;
            var offset = offsets[found[i]];
            neighbours[rank] = atoms[found[i]];
            images[rank] = new(offset.A + floor.A, offset.B + floor.B, offset.C + floor.C);
            distances[rank] = foundDistances[i];
            displacements[rank] = foundDisplacements[i];
        }
    }
}
