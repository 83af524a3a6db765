using System.Numerics;
using DefiNet.Crystals.Symmetry;

namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>Counts placements up to symmetry without making them.</summary>
/// <remarks>
/// Burnside: the number of orbits is the mean, over the group, of the placements that a permutation leaves as they are.
/// Those are the ways to fill whole cycles; they depend on the numbers of cycles of each length alone, and few permutations differ in these.
/// </remarks>
public sealed class PlacementCounter
{
    private readonly Supercell _supercell;
    private readonly int _maxLength;
    private readonly List<(int[][] Cycles, int Permutations)> _kinds;

    /// <summary>Prepares the cycles of the permutations of a supercell's sites.</summary>
    /// <param name="supercell">The sites.</param>
    /// <param name="maxDefects">Most defects on one element in what is to be counted; longer cycles cannot be filled.</param>
    public PlacementCounter(Supercell supercell, int maxDefects)
    {
        (_supercell, _maxLength) = (supercell, Math.Max(maxDefects, 1));
        _kinds = KindsOf(supercell.Permutations);
    }

    /// <summary>Counts every composition of a recipe, in its order.</summary>
    public static IReadOnlyList<PlacementCount> Count(EnumeratingRecipe recipe)
    {
        var counter = new PlacementCounter(recipe.Supercell, recipe.Compositions.Max(composition => composition.Defects));
        return [.. recipe.Compositions.Select(counter.Count)];
    }

    /// <summary>Counts the placements of one composition.</summary>
    public PlacementCount Count(Composition composition)
    {
        var wanted = _supercell.Host.Species
            .Select(element => composition.Terms.Where(term => term.Type.Host == element).Select(term => term.Count).ToArray())
            .ToArray();
        var sum = BigInteger.Zero;
        foreach (var (cycles, permutations) in _kinds)
        {
            var fixedPlacements = BigInteger.One;
            for (var element = 0; element < wanted.Length && !fixedPlacements.IsZero; element++)
                if (wanted[element].Length > 0)
                    fixedPlacements *= Fillings(cycles[element], wanted[element], 1);
            sum += fixedPlacements * permutations;
        }

        var all = BigInteger.One;
        for (var element = 0; element < wanted.Length; element++)
            all *= Fillings([0, _supercell.SitesOf(_supercell.Host.Species[element]).Count()], wanted[element], 1);
        return new(composition, sum / _supercell.Permutations.Count, all);
    }

    // Ways to choose disjoint sets of cycles, those of a length and longer, whose sites add up to the number wanted of every type.
    private static BigInteger Fillings(int[] cycles, int[] wanted, int length)
    {
        if (Array.TrueForAll(wanted, count => count == 0))
            return BigInteger.One;
        if (length >= cycles.Length)
            return BigInteger.Zero;
        return Choices(cycles[length], 0, [.. wanted]);

        BigInteger Choices(int free, int type, int[] left)
        {
            if (type == left.Length)
                return Fillings(cycles, left, length + 1);
            var sum = BigInteger.Zero;
            var before = left[type];
            for (var taken = 0; taken <= free && taken * length <= before; taken++)
            {
                left[type] = before - taken * length;
                sum += Binomial(free, taken) * Choices(free - taken, type + 1, left);
            }

            left[type] = before;
            return sum;
        }
    }

    private static BigInteger Binomial(int n, int k)
    {
        var value = BigInteger.One;
        for (var i = 1; i <= k; i++)
            value = value * (n - k + i) / i;
        return value;
    }

    // Permutations with the same numbers of cycles, per element and length, count together.
    private List<(int[][] Cycles, int Permutations)> KindsOf(SitePermutations permutations)
    {
        var host = _supercell.Host;
        var elementOf = new int[permutations.SiteCount];
        for (var site = 0; site < elementOf.Length; site++)
            elementOf[site] = host.Species.IndexOf(_supercell.Ideal.Species[site]);

        var width = _maxLength + 1;
        var kinds = new Dictionary<string, (int[][] Cycles, int Permutations)>();
        var seenAt = new int[elementOf.Length];
        var counts = new char[host.Species.Length * width];
        for (var p = 0; p < permutations.Count; p++)
        {
            var permutation = permutations[p];
            Array.Clear(counts);
            for (var start = 0; start < elementOf.Length; start++)
            {
                var length = 0;
                for (var site = start; seenAt[site] != p + 1; site = permutation[site])
                {
                    seenAt[site] = p + 1;
                    length++;
                }

                if (length > 0 && length <= _maxLength)
                    counts[elementOf[start] * width + length]++;
            }

            var key = new string(counts);
            kinds[key] = kinds.TryGetValue(key, out var known)
                ? (known.Cycles, known.Permutations + 1)
                : ([.. Enumerable.Range(0, host.Species.Length).Select(element => counts.AsSpan(element * width, width).ToArray().Select(count => (int)count).ToArray())], 1);
        }

        return [.. kinds.Values];
    }
}
