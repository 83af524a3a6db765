namespace DefiNet.Inference.Potentials.Graphs;

/// <summary>Atoms in pieces of work: whole atoms, so many that their rows together fill a tile.</summary>
internal sealed unsafe class BondTiles
{
    private readonly GrowingBuffer<int> _first = new();

    /// <summary>Number of pieces.</summary>
    public int Count { get; private set; }

    /// <summary>Rows of the largest piece.</summary>
    public int MostRows { get; private set; }

    /// <summary>First atom of a piece.</summary>
    public int First(int tile) => _first.Pointer[tile];

    /// <summary>The atom after the last of a piece.</summary>
    public int End(int tile) => _first.Pointer[tile + 1];

    /// <summary>Divides atoms, whose rows begin at <paramref name="start"/>, into pieces of about <paramref name="rows"/> rows.</summary>
    public void Divide(int* start, int atoms, int rows)
    {
        var first = _first.Reserve(atoms + 1);
        (Count, MostRows, first[0]) = (0, 0, 0);
        for (var atom = 0; atom < atoms; atom++)
        {
            var have = start[atom + 1] - start[first[Count]];
            if (have < rows && atom + 1 < atoms)
                continue;
            MostRows = Math.Max(MostRows, have);
            first[++Count] = atom + 1;
        }
    }
}
