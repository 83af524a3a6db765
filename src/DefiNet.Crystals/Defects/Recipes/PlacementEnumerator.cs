using DefiNet.Crystals.Symmetry;

namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>Makes every placement of a composition once up to symmetry.</summary>
/// <remarks>
/// One kind of defect after the other: the placements of a kind up to the group, then those of the next up to the permutations that leave the first ones in place, and so on.
/// Within a kind, orderly generation (R. C. Read, Ann. Discrete Math. 2, 107, 1978): a set of sites grows by ever higher sites, and only while no permutation makes a smaller set of it;
/// every beginning of a smallest set is a smallest set, so nothing is missed and nothing is made twice.
/// </remarks>
public static class PlacementEnumerator
{
    /// <summary>The placements, one of each orbit, as sorted lists of sites; lazily.</summary>
    public static IEnumerable<SiteDefect[]> Enumerate(Supercell supercell, Composition composition)
    {
        var permutations = supercell.Permutations;
        int[] group = [.. Enumerable.Range(0, permutations.Count)];
        return Place(supercell, composition, 0, [], group);
    }

    private static IEnumerable<SiteDefect[]> Place(Supercell supercell, Composition composition, int term, SiteDefect[] placed, int[] group)
    {
        if (term == composition.Terms.Length)
        {
            yield return [.. placed.OrderBy(defect => defect.Site)];
            yield break;
        }

        var (type, count) = composition.Terms[term];
        ushort[] free = [.. supercell.SitesOf(type.Host).Where(site => !Array.Exists(placed, defect => defect.Site == site)).Select(site => (ushort)site)];
        foreach (var (sites, stabiliser) in SmallestSets(supercell.Permutations, free, count, group))
            foreach (var placement in Place(supercell, composition, term + 1, [.. placed, .. sites.Select(site => new SiteDefect(site, type.By))], stabiliser))
                yield return placement;
    }

    // The sets of a size, one of each orbit under a group, each with the permutations that map it onto itself. The free sites are sorted, and the group maps them onto themselves.
    private static IEnumerable<(ushort[] Sites, int[] Stabiliser)> SmallestSets(SitePermutations permutations, ushort[] free, int size, int[] group)
    {
        var next = new int[size + 1]; // index, in the free sites, of the next to try at each depth
        var set = new ushort[size];
        for (var depth = 0; depth >= 0;)
        {
            if (next[depth] > free.Length - (size - depth))
            {
                depth--;
                continue;
            }

            set[depth] = free[next[depth]++];
            if (!IsSmallest(permutations, set.AsSpan(0, depth + 1), group))
                continue;
            if (depth + 1 == size)
                yield return ([.. set], Array.FindAll(group, index => Fixes(permutations[index], set)));
            else
                next[++depth] = next[depth - 1];
        }
    }

    private static bool IsSmallest(SitePermutations permutations, ReadOnlySpan<ushort> set, int[] group)
    {
        Span<ushort> image = stackalloc ushort[set.Length];
        foreach (var index in group)
        {
            var permutation = permutations[index];
            var smallest = ushort.MaxValue;
            for (var i = 0; i < set.Length; i++)
            {
                image[i] = permutation[set[i]];
                smallest = Math.Min(smallest, image[i]);
            }

            if (smallest > set[0])
                continue;
            image.Sort();
            if (image.SequenceCompareTo(set) < 0)
                return false;
        }

        return true;
    }

    private static bool Fixes(ReadOnlySpan<ushort> permutation, ushort[] set)
    {
        foreach (var site in set)
            if (Array.BinarySearch(set, permutation[site]) < 0)
                return false;
        return true;
    }
}
