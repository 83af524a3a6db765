using System.Collections.Immutable;

namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>Every placement, up to symmetry, of the given compositions.</summary>
public sealed record EnumeratingRecipe : Recipe
{
    /// <summary>Kinds and numbers of defects, in the recipe's order.</summary>
    public required ImmutableArray<Composition> Compositions { get; init; }
}
