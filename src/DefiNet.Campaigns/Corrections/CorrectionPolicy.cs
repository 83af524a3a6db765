using System.Collections.Immutable;

namespace DefiNet.Campaigns.Corrections;

/// <summary>What is to be done about errors, by name of the error. What has no rule fails the run with the error's name.</summary>
/// <param name="Rules">The rules.</param>
public sealed record CorrectionPolicy(ImmutableSortedDictionary<string, CorrectionRule> Rules)
{
    /// <summary>No rule at all: every error fails its run.</summary>
    public static CorrectionPolicy None { get; } = new(ImmutableSortedDictionary<string, CorrectionRule>.Empty);

    /// <summary>The rule for an error; null without one.</summary>
    public CorrectionRule? For(string error) => Rules.GetValueOrDefault(error);
}
