using DefiNet.Campaigns.Definitions;
using DefiNet.Dft;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Running;

/// <summary>Engines and relaxers by the names that a definition has.</summary>
internal static class Arms
{
    public static IDftEngine Engine(CampaignDefinition definition, string program) => throw new CampaignException($"{definition.Engine} {program}");

    public static IRelaxer Relaxer(string name, string? model) => throw new CampaignException($"{name} {model}");

    public static IRelaxer RelaxedHost(RelaxedHost host) => throw new CampaignException($"{host.Ideal.Count}");
}
