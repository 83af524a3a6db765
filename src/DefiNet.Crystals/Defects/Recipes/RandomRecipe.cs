using System.Collections.Immutable;

namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>Random placements of given numbers of defects.</summary>
public sealed record RandomRecipe : Recipe
{
    /// <summary>Numbers of defects in one configuration.</summary>
    public required ImmutableArray<int> Defects { get; init; }

    /// <summary>How many configurations of each number.</summary>
    public required int CountOfEach { get; init; }

    /// <summary>Most defects of each type, in the order of <see cref="Recipe.Replacements"/>.</summary>
    public required ImmutableArray<int> Caps { get; init; }

    /// <summary>Where the random numbers start; equal seeds give equal configurations.</summary>
    public required ulong Seed { get; init; }
}
