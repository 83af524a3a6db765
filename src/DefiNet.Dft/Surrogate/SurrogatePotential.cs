using DefiNet.Crystals;
using DefiNet.Dft.Potentials;

namespace DefiNet.Dft.Surrogate;

/// <summary>The potentials that stand in for DFT.</summary>
public static class SurrogatePotential
{
    /// <summary>Springs at rest in the ideal host.</summary>
    public const string Bonded = "bonded";

    /// <summary>Springs at rest in a known minimum.</summary>
    public const string Replay = "replay";

    /// <summary>Names of all potentials.</summary>
    public static IReadOnlyList<string> Names { get; } = [Bonded, Replay];

    /// <summary>Makes a potential for the atoms of a configuration.</summary>
    /// <param name="name">A name of <see cref="Names"/>.</param>
    /// <param name="sites">The host's sites: they fix the bonds.</param>
    /// <param name="minimum">The known minimum, same atoms and order; needed by <see cref="Replay"/>, not used otherwise.</param>
    /// <exception cref="DftException">The potential is unknown or cannot treat these atoms.</exception>
    internal static IPotential Make(string name, HostSites sites, Structure? minimum) => name switch
    {
        Bonded => BondedPotential.Bonded(sites),
        Replay => BondedPotential.Replay(
            sites,
            minimum ?? throw new DftException($"The replay potential needs the known minimum; put it beside {RunFolder.Poscar} as {RunFolder.Minimum}, in the same layout and order.")),
        _ => throw new DftException($"There is no potential '{name}'; take {string.Join(" or ", Names)}."),
    };
}
