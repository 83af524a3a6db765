using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Potentials;

/// <summary>Stiffness of one host material in the <c>bonded</c> potential.</summary>
/// <remarks>
/// <para>The in-plane constants are solved for, so that the pristine sheet has the published elastic constants with its inner coordinates relaxed (a test computes them back):</para>
/// <list type="bullet">
/// <item>MoS2 C₁₁ = 130, C₁₂ = 32 N/m; WSe2 119, 22; h-BN 291, 62: K.-A. N. Duerloo, M. T. Ong, E. J. Reed, J. Phys. Chem. Lett. 3, 2871 (2012), relaxed ions.</item>
/// <item>GaSe C₁₁ = 84, C₁₂ = 26 N/m: the bulk's 105 and 32 GPa (T. C. Chiang, J. Dumas, Y. R. Shen, Solid State Commun. 28, 173 (1978)) times the layer spacing of 7.96 Å.</item>
/// <item>InSe C₁₁ = 61, C₁₂ = 22 N/m: the bulk's 73.0 and 27.0 GPa (M. Gatulle, M. Fischer, A. Chevy, Phys. Status Solidi B 119, 327 (1983)) times 8.32 Å.</item>
/// <item>Phosphorene 103 (zigzag), 27 (armchair), C₁₂ = 17 N/m: Young's moduli 166 and 44 GPa at 5.55 Å and Poisson ratios 0.62 and 0.17 of Q. Wei, X. Peng, Appl. Phys. Lett. 104, 251915 (2014).</item>
/// </list>
/// <para>The bending of h-BN: rigidity κ = 0.95 eV (density functional values are 0.9 to 1.0); a twist of stiffness K at every atom gives κ = 0.325 K, since t = (3√3/2) h/l for a height h above the neighbours' plane, h = (l²/4) ∇²w, and an atom covers (3√3/4) l².</para>
/// <para>What two or three constants cannot follow: C₁₂ comes out as 22 N/m for MoS2 and 2 N/m for phosphorene, whose coupling of neighbouring bonds is left out.</para>
/// <para>Our choices, not data: the bond stiffness of MoS2, WSe2 and phosphorene (17 eV/Å², at which WSe2 meets both constants; the angles follow), the stiffness of Ga-Ga and In-In (that of the bond to Se) and of angles at them (as at Se), torsions at the edge of a hole in h-BN, a dopant's bonds as stiff as the host's, the strength of repulsion.</para>
/// </remarks>
/// <param name="Name">The host.</param>
/// <param name="Elements">Elements of its sites.</param>
/// <param name="Dopants">Elements that may replace them.</param>
/// <param name="Stretch">Curvature of a bond in eV/Å².</param>
/// <param name="Angle">Curvature of an angle at the cation in eV/rad².</param>
/// <param name="OtherAngle">The same for an angle at the anion, and for one between an upright bond and another.</param>
/// <param name="Bending">Stiffness, in eV, of the handed volume of an atom's three bonds in a flat sheet; 0 for the others.</param>
internal sealed record BondedHost(
    string Name,
    ImmutableArray<Element> Elements,
    ImmutableArray<Element> Dopants,
    double Stretch,
    double Angle,
    double OtherAngle,
    double Bending = 0)
{
    /// <summary>The six hosts.</summary>
    public static ImmutableArray<BondedHost> All { get; } =
    [
        Make("MoS2", "Mo S", "W Se", stretch: 17, angle: 4.03),
        Make("WSe2", "W Se", "Mo S", stretch: 17, angle: 3.26, other: 5.90),
        Make("hBN", "B N", "C", stretch: 38.2, angle: 6.43, bending: 2.9),
        Make("GaSe", "Ga Se", "In S", stretch: 13.5, angle: 2.98),
        Make("InSe", "In Se", "Ga S", stretch: 14.9, angle: 2.23),
        Make("BP", "P", "N", stretch: 17, angle: 6.97, other: 7.00),
    ];

    /// <summary>The host with these elements.</summary>
    /// <exception cref="DftException">It is none of the six, or an atom is neither of the host nor one of its dopants.</exception>
    public static BondedHost For(HostSites sites)
    {
        var elements = sites.Sites.Species.Distinct().ToHashSet();
        var host = All.FirstOrDefault(host => elements.SetEquals(host.Elements))
            ?? throw new DftException($"The bonded potential knows no host of {string.Join(" and ", elements.Select(element => element.Symbol).Order(StringComparer.Ordinal))}; it knows {Known}.");
        foreach (var element in sites.Species.Distinct())
            if (!host.Elements.Contains(element) && !host.Dopants.Contains(element))
                throw new DftException($"The bonded potential has no {element} in {host.Name}; beside its own elements it takes {string.Join(" and ", host.Dopants.Select(dopant => dopant.Symbol))}.");
        return host;
    }

    /// <summary>Names of the hosts, for a person.</summary>
    public static string Known => "MoS2, WSe2, hBN, GaSe, InSe and BP";

    private static BondedHost Make(string name, string elements, string dopants, double stretch, double angle, double? other = null, double bending = 0) =>
        new(name, Parse(elements), Parse(dopants), stretch, angle, other ?? angle, bending);

    private static ImmutableArray<Element> Parse(string symbols) => [.. symbols.Split(' ').Select(Element.Parse)];
}
