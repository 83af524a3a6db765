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

    /// <summary>The names that are known.</summary>
    public static IReadOnlyList<string> Names { get; } = [Raw, RawRelaxedHost, DefiNet];

    /// <summary>Makes a relaxer, or a chain of them from names with commas between: <c>definet,raw</c>.</summary>
    /// <exception cref="RelaxationException">The name is not known, or something that the relaxer needs is missing.</exception>
    /// <exception cref="Inference.Models.ModelException">The model is not there or its description is wrong.</exception>
    /// <exception cref="Inference.Checkpoints.CheckpointException">The model's file cannot be read.</exception>
    public static IRelaxer Create(string name, RelaxerSettings settings)
    {
        var names = name.Split(',', StringSplitOptions.TrimEntries);
        return names.Length == 1 ? One(names[0], settings) : new RelaxerChain([.. names.Select(part => One(part, settings))], settings.Gate);
    }

    private static IRelaxer One(string name, RelaxerSettings settings) => name switch
    {
        Raw => new RawRelaxer(),
        RawRelaxedHost => new RelaxedHostRelaxer(
            settings.RelaxedHost ?? throw new RelaxationException($"{RawRelaxedHost} needs the pristine supercell as its engine relaxed it; none is given."), settings.Gate),
        DefiNet => new DefiNetRelaxer(Model(settings), settings.Gate),
        _ => throw new RelaxationException($"There is no relaxer '{name}'; take one of {string.Join(", ", Names)}, or several with commas between."),
    };

    private static DefectNetModel Model(RelaxerSettings settings)
    {
        var library = settings.Library ?? Inference.Models.ModelLibrary.OfThisProgram();
        return DefectNetModel.Load(settings.Model is { } named ? library.Find(named) : library.DefaultOf(DefiNet), settings.Threads);
    }
}
