using System.Collections.Immutable;

namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>What a campaign makes of a host: which defects, how many, where.</summary>
public abstract record Recipe
{
    /// <summary>What the recipe calls itself; the file's name without its ending if it does not.</summary>
    public required string Name { get; init; }

    /// <summary>The ideal sites.</summary>
    public required Supercell Supercell { get; init; }

    /// <summary>What may replace what, in the recipe's order.</summary>
    public required ImmutableArray<DefectType> Replacements { get; init; }

    /// <summary>The host.</summary>
    public Host Host => Supercell.Host;
}
