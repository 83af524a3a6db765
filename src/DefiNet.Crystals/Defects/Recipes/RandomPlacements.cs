namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>Makes random placements, no two of them equal up to symmetry.</summary>
/// <remarks>
/// As the 2DMD high-density sets were made (Huang et al. 2023): the sites are walked in random order, each takes one of the replacements of its element that have not reached their cap,
/// all equally likely, until the number of defects is reached. Each number of defects has its own stream of random numbers, so that adding a number changes no other configuration.
/// </remarks>
public static class RandomPlacements
{
    // So many equal ones in a row, and there is hardly another.
    private const int MaxFruitlessTries = 2000;

    /// <summary>The placements, lazily: for each number of defects of the recipe, in its order, as many as it asks for.</summary>
    /// <exception cref="CrystalException">There seem to be fewer different placements than asked for; those found were returned before.</exception>
    public static IEnumerable<SiteDefect[]> Generate(RandomRecipe recipe)
    {
        foreach (var defects in recipe.Defects)
        {
            var random = new Xoshiro256(recipe.Seed, (ulong)defects);
            var known = new HashSet<string>(StringComparer.Ordinal);
            for (var fruitless = 0; known.Count < recipe.CountOfEach;)
            {
                var placement = Draw(recipe, defects, random);
                if (known.Add(CanonicalForm.Of(recipe.Supercell, placement).Hash))
                {
                    fruitless = 0;
                    yield return placement;
                }
                else if (++fruitless == MaxFruitlessTries)
                {
                    throw new CrystalException($"The recipe {recipe.Name} asks for {recipe.CountOfEach} configurations with {defects} {(defects == 1 ? "defect" : "defects")}, but after {known.Count} different ones the next {MaxFruitlessTries} tries gave none that was new; ask for fewer, or for more defects or a larger supercell.");
                }
            }
        }
    }

    private static SiteDefect[] Draw(RandomRecipe recipe, int defects, Xoshiro256 random)
    {
        var species = recipe.Supercell.Ideal.Species;
        var order = new int[species.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        var left = recipe.Caps.ToArray();
        var allowed = new List<int>(recipe.Replacements.Length);
        var placement = new SiteDefect[defects];
        var placed = 0;
        for (var i = 0; placed < defects; i++)
        {
            var swap = i + random.Below(order.Length - i);
            (order[i], order[swap]) = (order[swap], order[i]);
            allowed.Clear();
            for (var type = 0; type < left.Length; type++)
                if (left[type] > 0 && recipe.Replacements[type].Host == species[order[i]])
                    allowed.Add(type);
            if (allowed.Count == 0)
                continue;
            var chosen = allowed[random.Below(allowed.Count)];
            left[chosen]--;
            placement[placed++] = new(order[i], recipe.Replacements[chosen].By);
        }

        Array.Sort(placement, (one, other) => one.Site.CompareTo(other.Site));
        return placement;
    }
}
