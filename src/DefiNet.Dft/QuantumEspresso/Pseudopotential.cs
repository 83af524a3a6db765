using DefiNet.Crystals;

namespace DefiNet.Dft.QuantumEspresso;

/// <summary>What the header of a pseudopotential in the UPF format says.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Element">The element.</param>
/// <param name="Functional">The functional by its short name: PBE, PBESOL, PZ, or as the file has it.</param>
/// <param name="ValenceElectrons">Valence electrons.</param>
/// <param name="WavefunctionCutoff">Suggested cutoff for wavefunctions in Ry; null where the file suggests none.</param>
/// <param name="DensityCutoff">Suggested cutoff for the charge density in Ry; null where the file suggests none.</param>
/// <param name="Sha256">Hexadecimal SHA-256 of the file.</param>
public sealed record Pseudopotential(string File, Element Element, string Functional, double ValenceElectrons, double? WavefunctionCutoff, double? DensityCutoff, string Sha256);
