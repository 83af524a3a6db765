using DefiNet.Crystals.Defects;

namespace DefiNet.Crystals.Tests.Defects;

public sealed class SiteAssignmentTests
{
    [Fact]
    public void No_other_assignment_is_nearer()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 3000; trial++)
        {
            var (atoms, sites) = (random.Next(1, 7), random.Next(1, 7));
            var none = 0.2 + random.NextDouble();
            var candidates = Enumerable.Range(0, atoms)
                .Select(_ => Enumerable.Range(0, sites).Where(_ => random.Next(3) > 0).Select(site => (site, Cost: random.Next(8) / 8.0)).Where(candidate => candidate.Cost < none).ToList())
                .ToList();

            var assigned = SiteAssignment.Solve(candidates, sites, none);

            Assert.Equal(assigned.Where(site => site >= 0).Distinct().Count(), assigned.Count(site => site >= 0));
            Assert.Equal(Cheapest(candidates, 0, new bool[sites], none), Cost(candidates, assigned, none), 9);
        }
    }

    private static double Cost(List<List<(int Site, double Cost)>> candidates, int[] assigned, double none) =>
        assigned.Select((site, atom) => site < 0 ? none : candidates[atom].Single(candidate => candidate.Site == site).Cost).Sum();

    private static double Cheapest(List<List<(int Site, double Cost)>> candidates, int atom, bool[] taken, double none)
    {
        if (atom == candidates.Count)
            return 0;
        var best = none + Cheapest(candidates, atom + 1, taken, none);
        foreach (var (site, cost) in candidates[atom].Where(candidate => !taken[candidate.Site]))
        {
            taken[site] = true;
            best = Math.Min(best, cost + Cheapest(candidates, atom + 1, taken, none));
            taken[site] = false;
        }

        return best;
    }
}
