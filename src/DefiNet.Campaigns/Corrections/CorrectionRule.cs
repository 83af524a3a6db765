using System.Collections.Immutable;
using DefiNet.Dft.Vasp;

namespace DefiNet.Campaigns.Corrections;

/// <summary>What is to be done when a run ends with an error.</summary>
/// <param name="Error">The error's name.</param>
/// <param name="Changes">Tags to set, first time first; what earlier times set stays. Empty: nothing is changed, the run goes on from its last complete step.</param>
/// <param name="Times">How often in one run.</param>
/// <param name="AllArms">Whether every arm of the configuration gets the same change. False: the pair is left out, since its arms have other settings.</param>
/// <param name="RepeatEnded">Whether an arm that has ended already is run again with the change. False: it stays as it is and the pair is left out.</param>
public sealed record CorrectionRule(string Error, ImmutableArray<ImmutableArray<IncarTag>> Changes, int Times, bool AllArms, bool RepeatEnded);
