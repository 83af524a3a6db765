namespace DefiNet.Crystals.Defects;

/// <summary>Gives every atom a site of its own, or none, so that the sum of the squared distances is smallest.</summary>
/// <remarks>Shortest augmenting paths (R. Jonker, A. Volgenant, Computing 38, 325, 1987) on the few sites within reach of each atom. An atom without a site costs the square of the reach.</remarks>
internal static class SiteAssignment
{
    /// <summary>Site of each atom; -1 for one that gets none.</summary>
    /// <param name="candidates">For each atom, the sites within reach with their squared distances.</param>
    /// <param name="siteCount">Number of sites.</param>
    /// <param name="costOfNone">Square of the reach.</param>
    public static int[] Solve(IReadOnlyList<List<(int Site, double Cost)>> candidates, int siteCount, double costOfNone)
    {
        var atoms = candidates.Count;
        var siteOf = new int[atoms];
        var atomAt = new int[siteCount];
        Array.Fill(siteOf, -1);
        Array.Fill(atomAt, -1);

        var contested = new List<int>();
        for (var atom = 0; atom < atoms; atom++)
            if (Nearest(candidates[atom], costOfNone) is var (site, _) && site >= 0)
            {
                if (atomAt[site] < 0)
                    (atomAt[site], siteOf[atom]) = (atom, site);
                else
                    contested.Add(atom);
            }

        if (contested.Count > 0)
            new PathSearch(candidates, siteOf, atomAt, costOfNone).Place(contested);
        return siteOf;
    }

    private static (int Site, double Cost) Nearest(List<(int Site, double Cost)> candidates, double costOfNone)
    {
        var best = (Site: -1, Cost: costOfNone);
        foreach (var candidate in candidates)
            if (candidate.Cost < best.Cost)
                best = candidate;
        return best;
    }

    private sealed class PathSearch
    {
        private readonly IReadOnlyList<List<(int Site, double Cost)>> _candidates;
        private readonly int[] _siteOf;
        private readonly int[] _atomAt;
        private readonly double _costOfNone;
        private readonly double[] _atomPrice; // cost of the atom's cheapest choice under the present site prices
        private readonly double[] _sitePrice; // what a taken site costs beyond its distance

        public PathSearch(IReadOnlyList<List<(int Site, double Cost)>> candidates, int[] siteOf, int[] atomAt, double costOfNone)
        {
            (_candidates, _siteOf, _atomAt, _costOfNone) = (candidates, siteOf, atomAt, costOfNone);
            _atomPrice = [.. candidates.Select(list => Nearest(list, costOfNone).Cost)];
            _sitePrice = new double[atomAt.Length];
        }

        public void Place(List<int> contested)
        {
            foreach (var atom in contested)
                Place(atom);
        }

        // Dijkstra over sites by reduced cost; ends at a free site, or at an atom on the way that had better have none.
        private void Place(int start)
        {
            var distance = new Dictionary<int, double>();
            var cameFrom = new Dictionary<int, int>();
            var settledSites = new HashSet<int>();
            var reachedAtoms = new List<(int Atom, double Distance)>();
            var queue = new PriorityQueue<int, double>();
            var (bestNone, bestNoneAtom) = (double.PositiveInfinity, -1);
            var (end, total) = (-1, 0.0);

            Reach(start, 0);
            while (true)
            {
                var next = -1;
                while (queue.TryPeek(out var site, out var cost) && next < 0)
                {
                    if (settledSites.Contains(site) || cost > distance[site])
                        queue.Dequeue();
                    else
                        next = site;
                }

                if (next < 0 || distance[next] >= bestNone)
                {
                    total = bestNone;
                    break;
                }

                queue.Dequeue();
                settledSites.Add(next);
                if (_atomAt[next] < 0)
                {
                    (end, total) = (next, distance[next]);
                    break;
                }

                Reach(_atomAt[next], distance[next]);
            }

            foreach (var (atom, at) in reachedAtoms)
                _atomPrice[atom] += total - at;
            foreach (var site in settledSites)
                _sitePrice[site] -= Math.Max(0, total - distance[site]);

            if (end < 0)
            {
                end = _siteOf[bestNoneAtom];
                _siteOf[bestNoneAtom] = -1;
                if (bestNoneAtom == start)
                    return;
            }

            while (true)
            {
                var atom = cameFrom[end];
                var previous = _siteOf[atom];
                (_siteOf[atom], _atomAt[end]) = (end, atom);
                if (atom == start)
                    return;
                end = previous;
            }

            void Reach(int atom, double at)
            {
                reachedAtoms.Add((atom, at));
                var none = at + _costOfNone - _atomPrice[atom];
                if (none < bestNone)
                    (bestNone, bestNoneAtom) = (none, atom);
                foreach (var (site, cost) in _candidates[atom])
                {
                    if (settledSites.Contains(site)) // rounding must not lead back
                        continue;
                    var reduced = at + cost - _atomPrice[atom] - _sitePrice[site];
                    if (!distance.TryGetValue(site, out var known) || reduced < known)
                    {
                        distance[site] = reduced;
                        cameFrom[site] = atom;
                        queue.Enqueue(site, reduced);
                    }
                }
            }
        }
    }
}
