using DefiNet.Campaigns.Definitions;
using DefiNet.Dft;
using DefiNet.Dft.Cp2k;
using DefiNet.Dft.QuantumEspresso;
using DefiNet.Dft.Surrogate;
using DefiNet.Dft.Vasp;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Running;

/// <summary>Engines and relaxers by the names that a definition has.</summary>
internal static class Arms
{
    public const string Surrogate = "surrogate";

    public static IDftEngine Engine(CampaignDefinition definition, EngineCommand? program) => definition.Engine switch
    {
        Surrogate => new SurrogateEngine(definition.Potential ?? SurrogatePotential.Bonded, program) { Model = definition.PotentialModel, StepSeconds = definition.StepSeconds ?? 0 },
        Cp2kEngine.EngineName => new Cp2kEngine(definition.Settings),
        PwEngine.EngineName => new PwEngine(definition.Settings),
        VaspEngine.EngineName => new VaspEngine(definition.Settings),
        _ => throw new CampaignException($"The engine '{definition.Engine}' cannot be run here; it must be {Surrogate}, {VaspEngine.EngineName}, {Cp2kEngine.EngineName} or {PwEngine.EngineName}."),
    };

    public static IReadOnlyDictionary<string, string> DefaultSettings(string engine) => engine switch
    {
        Surrogate => SurrogateEngine.DefaultSettings,
        Cp2kEngine.EngineName => Cp2kSettings.Defaults,
        PwEngine.EngineName => PwSettings.Defaults,
        _ => new Dictionary<string, string>(),
    };

    // Many structures side by side: one thread each.
    public static IRelaxer Relaxer(string name, CampaignDefinition definition) => Guarded(
        RelaxerFactory.Create(name, new RelaxerSettings { Model = ModelsOf(name, definition), GateModel = name == RelaxerFactory.Raw ? null : definition.GateModel, Device = name == RelaxerFactory.Raw ? null : NetDevices.Open(definition.Device), Threads = 1 }), definition);

    public static IRelaxer RelaxedHost(RelaxedHost host, CampaignDefinition definition) => Guarded(new RelaxedHostRelaxer(host.Relaxed), definition);

    private static IRelaxer Guarded(IRelaxer relaxer, CampaignDefinition definition) => definition.FallsBack && relaxer.Name != RelaxerFactory.Raw ? new FallBackRelaxer(relaxer) : relaxer;

    /// <summary>The models that a definition names for an arm, with commas between: for a chain the ones named for it, or those of its relaxers; null for none.</summary>
    public static string? ModelsOf(string name, CampaignDefinition definition)
    {
        if (definition.Models.TryGetValue(name, out var own))
            return own;
        var parts = name.Split(',').Where(definition.Models.ContainsKey).Select(part => definition.Models[part]).Distinct().ToList();
        return parts.Count == 0 ? null : string.Join(',', parts);
    }
}
