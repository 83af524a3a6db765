using DefiNet.Inference.Models;

namespace DefiNet.Relaxation;

/// <summary>Makes relaxers by name.</summary>
public static class RelaxerFactory
{
    /// <summary>The unrelaxed structure itself.</summary>
    public const string Raw = "raw";

    /// <summary>The atoms on the sites of the relaxed pristine supercell.</summary>
    public const string RawRelaxedHost = "raw-relaxed-host";

    /// <summary>A DefiNet's prediction.</summary>
    public const string DefiNet = "definet";

    /// <summary>The positions that fit a DeepRelax's distances.</summary>
    public const string DeepRelax = "deeprelax";

    /// <summary>Steps on an M3GNet.</summary>
    public const string M3GNet = "m3gnet";

    /// <summary>Steps on a CHGNet.</summary>
    public const string Chgnet = "chgnet";

    /// <summary>The names that are known.</summary>
    public static IReadOnlyList<string> Names { get; } = [Raw, RawRelaxedHost, DefiNet, DeepRelax, M3GNet, Chgnet];

    /// <summary>Makes a relaxer, or a chain of them from names with commas between: <c>definet,m3gnet</c>.</summary>
    /// <exception cref="RelaxationException">The name is not known, or something that the relaxer needs is missing.</exception>
    /// <exception cref="ModelException">The model is not there or its description is wrong.</exception>
    /// <exception cref="Inference.Checkpoints.CheckpointException">The model's file cannot be read.</exception>
    public static IRelaxer Create(string name, RelaxerSettings settings)
    {
        var names = name.Split(',', StringSplitOptions.TrimEntries);
        foreach (var part in names)
            if (!Names.Contains(part))
                throw new RelaxationException($"There is no relaxer '{part}'; take one of {string.Join(", ", Names)}, or several with commas between.");
        var models = new RelaxerModels(names, settings);
        if (settings.GateModel is { } judge)
            settings = settings with { Gate = settings.Gate.With(ModelLibrary.LoadPotential(models.Library.Find(judge))) };
        var relaxers = names.Select(part => One(part, settings, models)).ToArray();
        return relaxers is [var only] ? only : new RelaxerChain(relaxers, settings.Gate);
    }

    private static IRelaxer One(string name, RelaxerSettings settings, RelaxerModels models) => name switch
    {
        Raw => new RawRelaxer(),
        RawRelaxedHost => new RelaxedHostRelaxer(
            settings.RelaxedHost ?? throw new RelaxationException($"{RawRelaxedHost} needs the pristine supercell as its engine relaxed it; none is given."), settings.Gate),
        DefiNet => new DefiNetRelaxer(settings.Device?.DefectNet(models.Of(name)) ?? DefectNetModel.Load(models.Of(name), settings.Threads), settings.Gate),
        DeepRelax => new DeepRelaxRelaxer(settings.Device?.DistanceNet(models.Of(name)) ?? ModelLibrary.LoadDistanceNet(models.Of(name)), models.Of(name).Name, settings.Gate, settings.Threads),
        _ => new PotentialRelaxer(settings.Device?.Potential(models.Of(name)) ?? ModelLibrary.LoadPotential(models.Of(name)), models.Of(name).Name, settings.Minimisation, settings.Gate, settings.Threads),
    };
}
