using System.Collections.Immutable;

namespace DefiNet.Campaigns.Definitions;

/// <summary>What a campaign is to do: which configurations, which relaxers, which engine with which settings.</summary>
public sealed record CampaignDefinition
{
    /// <summary>Name of the campaign: letters, digits, dots, dashes and underscores; also its folder's.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe, when configurations are generated.</summary>
    public RecipeSource? Recipe { get; init; }

    /// <summary>The published pairs, when configurations are imported.</summary>
    public DataSetSource? DataSet { get; init; }

    /// <summary>The arms: <c>raw</c> first, then those that are compared with it.</summary>
    public required ImmutableArray<string> Relaxers { get; init; }

    /// <summary>Model of each relaxer that has one: a name or a path. Without an entry a relaxer takes its shipped model.</summary>
    public ImmutableSortedDictionary<string, string> Models { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The engine: <c>surrogate</c>, <c>vasp</c>, <c>cp2k</c> or <c>qe</c>.</summary>
    public string Engine { get; init; } = "surrogate";

    /// <summary>The surrogate's potential: <c>bonded</c>, <c>replay</c>, <c>m3gnet</c> or <c>chgnet</c>; null for an engine without one.</summary>
    public string? Potential { get; init; }

    /// <summary>Model under the potential: a name or a path; null for springs, or for the library's first of a learned potential.</summary>
    public string? PotentialModel { get; init; }

    /// <summary>Potential that the gate asks whether a start's energy is above that of the unrelaxed configuration: a name or a path; null to ask none.</summary>
    public string? GateModel { get; init; }

    /// <summary>Where nets run, by the names of <see cref="Relaxation.NetDevices"/>; null for managed code on the processor.</summary>
    public string? Device { get; init; }

    /// <summary>Whether a start that the gate speaks against is replaced by the unrelaxed configuration.</summary>
    public bool FallsBack { get; init; }

    /// <summary>Settings of the calculation: tags as in an INCAR for the surrogate, otherwise by the engine's own names in capitals; equal for all arms.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What is to be done about errors: the path of a correction policy, <c>none</c>, or null for the one that ships.</summary>
    public string? Corrections { get; init; }

    /// <summary>The cluster on which starts are made; null for this machine.</summary>
    public StartsPlace? Starts { get; init; }

    /// <summary>Cluster that computes the runs, by name; null for the machine that runs the campaign.</summary>
    public string? Cluster { get; init; }

    /// <summary>Runs at the same time; null for one per core.</summary>
    public int? Slots { get; init; }

    /// <summary>Seed of everything random; null for the recipe's own.</summary>
    public int? Seed { get; init; }

    /// <summary>For rehearsals: the surrogate spends at least this many seconds on an ionic step; null for none.</summary>
    public double? StepSeconds { get; init; }
}
