using DefiNet.Campaigns.Definitions;
using DefiNet.Dft;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Running;

/// <summary>Engines and relaxers by the names that a definition has.</summary>
internal static class Arms
{
    public static IDftEngine Engine(CampaignDefinition definition, EngineCommand? program) => throw new CampaignException($"{definition.Engine} {program}");

    // Many structures side by side: one thread each.
    public static IRelaxer Relaxer(string name, string? model) => RelaxerFactory.Create(name, new RelaxerSettings { Model = model, Threads = 1 });

    public static IRelaxer RelaxedHost(RelaxedHost host) => new RelaxedHostRelaxer(host.Relaxed);
}
