namespace DefiNet.Crystals.Symmetry;

/// <summary>Finds the atom of an element that sits at a given position, images included, by bins of the unit cell.</summary>
internal sealed class AtomLookup
{
    private const int MaxBinsPerAxis = 64;

    private readonly Structure _structure;
    private readonly Vector3[] _wrapped;
    private readonly int _binsA;
    private readonly int _binsB;
    private readonly int _binsC;
    private readonly int[] _start;
    private readonly int[] _atoms;
    private readonly Vector3 _reach;
    private readonly double _toleranceSquared;

    public AtomLookup(Structure structure, double tolerance)
    {
        _structure = structure;
        var heights = structure.Lattice.Heights;
        _reach = new(tolerance / heights.X, tolerance / heights.Y, tolerance / heights.Z);
        _toleranceSquared = tolerance * tolerance;
        var width = Math.Max(Math.Cbrt(structure.Lattice.Volume / Math.Max(structure.Count, 1)), tolerance);
        (_binsA, _binsB, _binsC) = (Bins(heights.X, width), Bins(heights.Y, width), Bins(heights.Z, width));

        _wrapped = new Vector3[structure.Count];
        var bin = new int[structure.Count];
        _start = new int[_binsA * _binsB * _binsC + 1];
        for (var atom = 0; atom < bin.Length; atom++)
        {
            var position = _wrapped[atom] = structure.Fractional[atom].WrapToUnit();
            bin[atom] = (BinOf(position.X, _binsA) * _binsB + BinOf(position.Y, _binsB)) * _binsC + BinOf(position.Z, _binsC);
            _start[bin[atom] + 1]++;
        }

        for (var i = 1; i < _start.Length; i++)
            _start[i] += _start[i - 1];
        _atoms = new int[bin.Length];
        var next = _start.AsSpan(0, _start.Length - 1).ToArray();
        for (var atom = 0; atom < bin.Length; atom++)
            _atoms[next[bin[atom]]++] = atom;
    }

    /// <summary>The nearest atom of the element within the tolerance of a fractional position, or -1; with it the fractional way from the atom's image there.</summary>
    public int Find(Vector3 position, Element element, out Vector3 difference)
    {
        var home = position.WrapToUnit();
        var (best, bestDistance) = (-1, double.PositiveInfinity);
        difference = default;
        var (lowA, highA) = Range(home.X, _reach.X, _binsA);
        var (lowB, highB) = Range(home.Y, _reach.Y, _binsB);
        var (lowC, highC) = Range(home.Z, _reach.Z, _binsC);
        for (var a = lowA; a <= highA; a++)
            for (var b = lowB; b <= highB; b++)
                for (var c = lowC; c <= highC; c++)
                {
                    var bin = (Modulo(a, _binsA) * _binsB + Modulo(b, _binsB)) * _binsC + Modulo(c, _binsC);
                    for (var i = _start[bin]; i < _start[bin + 1]; i++)
                    {
                        var atom = _atoms[i];
                        if (_structure.Species[atom] != element)
                            continue;
                        var way = home - _wrapped[atom];
                        way = new(way.X - Math.Round(way.X), way.Y - Math.Round(way.Y), way.Z - Math.Round(way.Z));
                        var distance = _structure.Lattice.ToCartesian(way).LengthSquared;
                        if (distance <= _toleranceSquared && distance < bestDistance)
                            (best, bestDistance, difference) = (atom, distance, way);
                    }
                }

        return best;
    }

    private static int Bins(double height, double width) => (int)Math.Clamp(height / width, 1, MaxBinsPerAxis);

    private static int BinOf(double fraction, int bins) => Math.Min((int)(fraction * bins), bins - 1);

    private static (int Low, int High) Range(double fraction, double reach, int bins)
    {
        if (2 * reach >= 1)
            return (0, bins - 1);
        var low = (int)Math.Floor((fraction - reach) * bins);
        var high = (int)Math.Floor((fraction + reach) * bins);
        return high - low >= bins ? (0, bins - 1) : (low, high);
    }

    private static int Modulo(int value, int bins)
    {
        var rest = value % bins;
        return rest < 0 ? rest + bins : rest;
    }
}
