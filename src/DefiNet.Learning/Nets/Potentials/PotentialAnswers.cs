using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.Potentials;

/// <summary>What a potential says of a batch, in double precision. While it is trained, all of it has a history.</summary>
/// <param name="Energies">Energies of the cells, (structures), in eV.</param>
/// <param name="Forces">Force on each atom, (atoms, 3), in eV/Å.</param>
/// <param name="Stresses">Stresses, (structures, 3, 3), in GPa, positive when stretched.</param>
/// <param name="MagneticMoments">Magnetic moment of each atom, (atoms), in Bohr magnetons; null where the potential knows none.</param>
public sealed record PotentialAnswers(Tensor Energies, Tensor Forces, Tensor Stresses, Tensor? MagneticMoments);
