namespace DefiNet.Crystals.Matching;

/// <summary>Pairs each atom of a structure with one of its element, within a distance, in another: nearest first, and by augmenting paths where two want the same.</summary>
internal sealed class Pairing
{
    private readonly Structure _first;
    private readonly Structure _second;
    private readonly NearestImage _nearest;
    private readonly double _distance;
    private readonly Dictionary<(int A, int B, int C), List<int>> _boxes = [];
    private readonly int _a;
    private readonly int _b;
    private readonly int _c;

    /// <summary>Prepares the second structure to be asked what is near a place.</summary>
    public Pairing(Structure first, Structure second, NearestImage nearest, double distance)
    {
        (_first, _second, _nearest, _distance) = (first, second, nearest, distance);
        var heights = first.Lattice.Heights;
        (_a, _b, _c) = (Along(heights.X), Along(heights.Y), Along(heights.Z));
        for (var atom = 0; atom < second.Count; atom++)
        {
            var box = BoxOf(second.Fractional[atom]);
            if (!_boxes.TryGetValue(box, out var atoms))
                _boxes[box] = atoms = [];
            atoms.Add(atom);
        }

        // Boxes thicker than the distance, and no more of them along an axis than is useful.
        int Along(double height) => (int)Math.Clamp(height / (distance * (1 + 1e-6)), 1, 64);
    }

    /// <summary>The partner of each atom after all moved by a translation in Angstrom; null when some must stay alone.</summary>
    public int[]? TryPair(Vector3 translation)
    {
        var shift = _first.Lattice.ToFractional(translation);
        var candidates = new int[_first.Count][];
        for (var atom = 0; atom < candidates.Length; atom++)
            if ((candidates[atom] = Near(_first.Fractional[atom] + shift, _first.Species[atom])).Length == 0)
                return null;

        var partners = new int[_first.Count];
        var takenBy = new int[_first.Count];
        Array.Fill(partners, -1);
        Array.Fill(takenBy, -1);
        for (var atom = 0; atom < partners.Length; atom++)
            if (takenBy[candidates[atom][0]] < 0)
                (partners[atom], takenBy[candidates[atom][0]]) = (candidates[atom][0], atom);
        for (var atom = 0; atom < partners.Length; atom++)
            if (partners[atom] < 0 && !Augment(atom, candidates, partners, takenBy))
                return null;
        return partners;
    }

    // Breadth first: from the lonely atom over wanted places and those who hold them to a free place, then everybody on the way moves up.
    private static bool Augment(int lonely, int[][] candidates, int[] partners, int[] takenBy)
    {
        var reachedFrom = new Dictionary<int, int>();
        var waiting = new Queue<int>([lonely]);
        while (waiting.TryDequeue(out var atom))
        {
            foreach (var place in candidates[atom])
            {
                if (!reachedFrom.TryAdd(place, atom))
                    continue;
                if (takenBy[place] >= 0)
                {
                    waiting.Enqueue(takenBy[place]);
                    continue;
                }

                for (var free = place; ;)
                {
                    var mover = reachedFrom[free];
                    var left = partners[mover];
                    (partners[mover], takenBy[free]) = (free, mover);
                    if (mover == lonely)
                        return true;
                    free = left;
                }
            }
        }

        return false;
    }

    private int[] Near(Vector3 fractional, Element element)
    {
        var found = new List<(double Distance, int Atom)>();
        var (a, b, c) = BoxOf(fractional);
        var boxes = new HashSet<(int, int, int)>();
        for (var i = -1; i <= 1; i++)
            for (var j = -1; j <= 1; j++)
                for (var k = -1; k <= 1; k++)
                {
                    var box = (Wrap(a + i, _a), Wrap(b + j, _b), Wrap(c + k, _c));
                    if (!boxes.Add(box) || !_boxes.TryGetValue(box, out var atoms))
                        continue;
                    foreach (var atom in atoms)
                    {
                        if (_second.Species[atom] != element)
                            continue;
                        var distance = _nearest.OfFractional(_second.Fractional[atom] - fractional).Length;
                        if (distance <= _distance)
                            found.Add((distance, atom));
                    }
                }

        found.Sort();
        return [.. found.Select(near => near.Atom)];
    }

    private (int A, int B, int C) BoxOf(Vector3 fractional)
    {
        var home = fractional.WrapToUnit();
        return (Math.Min((int)(home.X * _a), _a - 1), Math.Min((int)(home.Y * _b), _b - 1), Math.Min((int)(home.Z * _c), _c - 1));
    }

    private static int Wrap(int box, int count) => box < 0 ? box + count : box >= count ? box - count : box;
}
