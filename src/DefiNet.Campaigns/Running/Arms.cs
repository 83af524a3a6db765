using DefiNet.Campaigns.Definitions;
using DefiNet.Dft;
using DefiNet.Dft.Surrogate;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Running;

/// <summary>Engines and relaxers by the names that a definition has.</summary>
internal static class Arms
{
    public const string Surrogate = "surrogate";

    public static IDftEngine Engine(CampaignDefinition definition, EngineCommand? program) => definition.Engine switch
    {
        Surrogate => new SurrogateEngine(definition.Potential ?? SurrogatePotential.Bonded, program) { StepSeconds = definition.StepSeconds ?? 0 },
        _ => throw new CampaignException($"The engine '{definition.Engine}' cannot be run here; it must be {Surrogate}."),
    };

    public static IReadOnlyDictionary<string, string> DefaultSettings(string engine) => engine == Surrogate ? SurrogateEngine.DefaultSettings : new Dictionary<string, string>();

    // Many structures side by side: one thread each.
    public static IRelaxer Relaxer(string name, string? model) => RelaxerFactory.Create(name, new RelaxerSettings { Model = model, Threads = 1 });

    public static IRelaxer RelaxedHost(RelaxedHost host) => new RelaxedHostRelaxer(host.Relaxed);
}
