using DefiNet.Crystals;
using DefiNet.Dft.Potentials;
using DefiNet.Inference.Models;
using DefiNet.Inference.Potentials;

namespace DefiNet.Dft.Surrogate;

/// <summary>The potentials that stand in for DFT.</summary>
public static class SurrogatePotential
{
    /// <summary>Springs at rest in the ideal host.</summary>
    public const string Bonded = "bonded";

    /// <summary>Springs at rest in a known minimum; or, with a model, that potential tilted so that its forces vanish there.</summary>
    public const string Replay = "replay";

    /// <summary>An M3GNet of the user's.</summary>
    public const string M3GNet = "m3gnet";

    /// <summary>A CHGNet of the user's.</summary>
    public const string Chgnet = "chgnet";

    /// <summary>Names of all potentials.</summary>
    public static IReadOnlyList<string> Names { get; } = [Bonded, Replay, M3GNet, Chgnet];

    /// <summary>The entry of the model under a potential; null where it has none.</summary>
    /// <param name="name">A name of <see cref="Names"/>.</param>
    /// <param name="model">Name of a model of the library, or its path; null for the library's first that serves the potential.</param>
    /// <exception cref="DftException">The potential takes no model, or another one.</exception>
    /// <exception cref="ModelException">There is no such model.</exception>
    public static ModelEntry? ModelOf(string name, string? model)
    {
        if (name == Bonded && model is not null)
            throw new DftException($"The potential {Bonded} takes no model; leave it out, or take {Replay}, {M3GNet} or {Chgnet}.");
        var learned = name is M3GNet or Chgnet;
        if (!learned && model is null)
            return null;
        var library = ModelLibrary.OfThisProgram();
        var entry = model is null ? library.DefaultOf(name) : library.Find(model);
        if (!ModelArchitecture.IsPotential(entry.Architecture) || (learned && entry.Relaxer != name))
            throw new DftException($"The model '{entry.Name}' is a {entry.Architecture}; the potential {name} needs {(learned ? $"one of {name}" : "an M3GNet or a CHGNet")}.");
        return entry;
    }

    /// <summary>Makes a potential for the atoms of a configuration.</summary>
    /// <param name="name">A name of <see cref="Names"/>.</param>
    /// <param name="start">The atoms and their cell.</param>
    /// <param name="sites">The host's sites: they fix the bonds of a potential of springs.</param>
    /// <param name="minimum">The known minimum, same atoms and order; needed by <see cref="Replay"/>, not used otherwise.</param>
    /// <param name="model">The weights of a learned potential; null for springs.</param>
    /// <exception cref="DftException">The potential is unknown or cannot treat these atoms.</exception>
    internal static IPotential Make(string name, Structure start, Func<HostSites> sites, Structure? minimum, IPotentialModel? model)
    {
        if (name == Replay && minimum is null)
            throw new DftException($"The replay potential needs the known minimum; put it beside {RunFolder.Poscar} as {RunFolder.Minimum}, in the same layout and order.");
        return name switch
        {
            Replay when model is not null => new LearnedPotential(name, model, start, minimum),
            M3GNet or Chgnet => new LearnedPotential(name, model ?? throw new DftException($"The potential {name} needs its weights; name a model."), start, minimum: null),
            Bonded => BondedPotential.Bonded(sites()),
            Replay => BondedPotential.Replay(sites(), minimum!),
            _ => throw new DftException($"There is no potential '{name}'; take {string.Join(" or ", Names)}."),
        };
    }
}
