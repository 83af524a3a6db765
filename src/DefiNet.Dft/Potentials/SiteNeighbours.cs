using DefiNet.Crystals;

namespace DefiNet.Dft.Potentials;

/// <summary>Which sites of a host are bonded.</summary>
/// <param name="Pairs">Neighbouring sites, each pair once, with the lattice translation of the second and their distance in Angstrom.</param>
/// <param name="NextShell">Shortest distance, in Angstrom, between sites that are no neighbours.</param>
internal sealed record SiteNeighbours(IReadOnlyList<(int First, int Second, Vector3 Image, double Length)> Pairs, double NextShell);
