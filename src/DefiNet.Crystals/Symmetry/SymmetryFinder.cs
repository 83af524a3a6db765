namespace DefiNet.Crystals.Symmetry;

/// <summary>Finds the symmetry operations of a crystal from its atoms alone.</summary>
public static class SymmetryFinder
{
    /// <summary>How far, in Angstrom, an image may lie from its atom.</summary>
    public const double DefaultTolerance = 0.01;

    /// <summary>Structures with more atoms are refused.</summary>
    public const int MaxAtoms = 100_000;

    private const double SmallestTolerance = 1e-6;

    /// <summary>All operations that map the structure onto itself and its lattice onto itself, the identity first. A cell that is not primitive has its inner translations among them.</summary>
    /// <param name="structure">Any cell, primitive or not, reduced or not.</param>
    /// <param name="tolerance">How far, in Angstrom, an image may lie from its atom. Where the operations found so do not form a group, a smaller one is taken.</param>
    /// <exception cref="CrystalException">There are no atoms or too many, or the tolerance is not a small positive length.</exception>
    public static IReadOnlyList<SymmetryOperation> Find(Structure structure, double tolerance = DefaultTolerance)
    {
        if (structure.Count is 0 or > MaxAtoms)
            throw new CrystalException($"Symmetry is found for 1 to {MaxAtoms} atoms; this structure has {structure.Count}.");
        var heights = structure.Lattice.Heights;
        var smallest = Math.Min(heights.X, Math.Min(heights.Y, heights.Z));
        if (!(tolerance > 0) || tolerance > smallest / 4)
            throw new CrystalException($"The symmetry tolerance is {tolerance:g3} Å; it must be positive and at most a quarter of the cell's smallest height, {smallest:g3} Å.");

        for (var tried = tolerance; ; tried /= 2)
        {
            var search = new Search(structure, tried);
            var operations = search.Run();
            if (search.RotationsFormGroup || tried < SmallestTolerance)
                return operations;
        }
    }

    private sealed class Search
    {
        private readonly Structure _structure;
        private readonly double _tolerance;
        private readonly AtomLookup _lookup;
        private readonly int[] _rarest;
        private readonly int[] _reached;
        private readonly HashSet<IntegerMatrix> _rotations = [];
        private int _stamp;

        public Search(Structure structure, double tolerance)
        {
            (_structure, _tolerance) = (structure, tolerance);
            _lookup = new AtomLookup(structure, tolerance);
            var element = structure.CountByElement().MinBy(pair => pair.Count).Element;
            _rarest = [.. Enumerable.Range(0, structure.Count).Where(atom => structure.Species[atom] == element)];
            _reached = new int[structure.Count];
        }

        public bool RotationsFormGroup => _rotations.All(first => _rotations.All(second => _rotations.Contains(first * second)));

        public List<SymmetryOperation> Run()
        {
            var translations = Translations();
            var operations = new List<SymmetryOperation>();
            foreach (var rotation in LatticeRotations.Of(_structure.Lattice, _tolerance))
            {
                if (OneWith(rotation, translations) is not { } one)
                    continue;
                _rotations.Add(rotation);
                foreach (var translation in translations)
                    operations.Add(new(rotation, Tidy(one + translation)));
            }

            return operations;
        }

        // The pure translations: the identity's own, then those of a finer lattice. What two of them make together is one, too, so few need testing.
        private List<Vector3> Translations()
        {
            var group = new List<Vector3> { Vector3.Zero };
            var targets = new HashSet<int> { _rarest[0] };
            foreach (var target in _rarest)
            {
                if (targets.Contains(target) || Mapped(IntegerMatrix.Identity, target) is not { } step)
                    continue;
                var before = group.Count;
                for (var (multiple, isNew) = (step, true); isNew; multiple += step)
                {
                    isNew = false;
                    for (var i = 0; i < before; i++)
                    {
                        var sum = group[i] + multiple;
                        var atom = _lookup.Find(_structure.Fractional[_rarest[0]] + sum, _structure.Species[_rarest[0]], out var difference);
                        if (atom >= 0 && targets.Add(atom))
                        {
                            group.Add(Tidy(sum - difference));
                            isNew = true;
                        }
                    }
                }
            }

            return group;
        }

        // One translation that goes with a rotation, or null; the others differ from it by pure translations.
        private Vector3? OneWith(IntegerMatrix rotation, List<Vector3> translations)
        {
            var element = _structure.Species[_rarest[0]];
            var tried = new HashSet<int>();
            foreach (var target in _rarest)
            {
                if (tried.Contains(target))
                    continue;
                if (Mapped(rotation, target) is { } translation)
                    return translation;
                foreach (var inner in translations)
                    tried.Add(_lookup.Find(_structure.Fractional[target] + inner, element, out _));
            }

            return null;
        }

        // The translation, averaged over the atoms, that goes with the rotation if it may take the first of the rarest atoms to the target.
        private Vector3? Mapped(IntegerMatrix rotation, int target)
        {
            var translation = _structure.Fractional[target] - rotation * _structure.Fractional[_rarest[0]];
            var sum = Vector3.Zero;
            _stamp++;
            for (var atom = 0; atom < _structure.Count; atom++)
            {
                var image = _lookup.Find(rotation * _structure.Fractional[atom] + translation, _structure.Species[atom], out var difference);
                if (image < 0 || _reached[image] == _stamp)
                    return null;
                _reached[image] = _stamp;
                sum += difference;
            }

            return Tidy(translation - sum / _structure.Count);
        }

        private static Vector3 Tidy(Vector3 translation)
        {
            var home = translation.WrapToUnit();
            return new(Tidy(home.X), Tidy(home.Y), Tidy(home.Z));
        }

        private static double Tidy(double x) => x is < 1e-9 or > 1 - 1e-9 ? 0 : x;
    }
}
