using System.Collections.Frozen;
using DefiNet.Crystals;

namespace DefiNet.Dft.Potentials;

/// <summary>Typical bond lengths, of which only differences are used: how much longer or shorter a bond gets when another element takes a site.</summary>
/// <remarks>
/// Host bonds are those of the PBE monolayers of 2DMD. The others are lengths of the crystals or molecules named here, rounded to 0.01 Å:
/// monolayer WS2 and MoSe2; GaS; InSe-type InS; h-BN-like C-N (between melamine's 1.34 and 1.47 of a single bond) and B-C (boron carbides, 1.55);
/// graphene's C-C; B-B of elemental boron; N-N of hydrazine; P-N single bond 1.70 to 1.77. Pairs not listed use the sum of Cordero's covalent radii.
/// </remarks>
internal static class BondLengths
{
    private static readonly FrozenDictionary<(string, string), double> Typical = new Dictionary<(string, string), double>
    {
        [("Mo", "S")] = 2.41,
        [("S", "W")] = 2.42,
        [("Mo", "Se")] = 2.54,
        [("Se", "W")] = 2.55,
        [("B", "N")] = 1.45,
        [("C", "N")] = 1.39,
        [("B", "C")] = 1.53,
        [("C", "C")] = 1.42,
        [("B", "B")] = 1.70,
        [("N", "N")] = 1.45,
        [("Ga", "Se")] = 2.50,
        [("Ga", "S")] = 2.37,
        [("In", "Se")] = 2.69,
        [("In", "S")] = 2.56,
        [("Ga", "Ga")] = 2.47,
        [("Ga", "In")] = 2.65,
        [("In", "In")] = 2.83,
        [("P", "P")] = 2.24,
        [("N", "P")] = 1.75,
    }.ToFrozenDictionary();

    /// <summary>Typical length, in Angstrom, of a bond between two elements.</summary>
    public static double Of(Element first, Element second)
    {
        var (a, b) = string.CompareOrdinal(first.Symbol, second.Symbol) <= 0 ? (first.Symbol, second.Symbol) : (second.Symbol, first.Symbol);
        return Typical.TryGetValue((a, b), out var length) ? length : first.CovalentRadius + second.CovalentRadius;
    }
}
