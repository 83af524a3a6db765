namespace DefiNet.Learning.Evaluation;

/// <summary>Mean absolute errors of a potential against an engine, as tables give them; not a number where the engine said nothing.</summary>
/// <param name="Potential">Name of the potential.</param>
/// <param name="Architecture"><c>m3gnet</c> or <c>chgnet</c>.</param>
/// <param name="Engine">The engine, such as <c>cp2k</c>.</param>
/// <param name="Configurations">Configurations whose steps were compared.</param>
/// <param name="Frames">Steps that were compared.</param>
/// <param name="LeftOut">Steps that the potential cannot treat.</param>
/// <param name="Energy">Of energies per atom, in eV.</param>
/// <param name="CellEnergy">Of energies of cells, in eV.</param>
/// <param name="Forces">Of components of forces, in eV/Å.</param>
/// <param name="EngineForces">Mean absolute component of the engine's forces in eV/Å, which is what no forces at all would err by.</param>
/// <param name="StressFrames">Steps whose stress the engine printed.</param>
/// <param name="Stress">Of components of stresses, in GPa.</param>
/// <param name="ReferenceFrames">Steps of the training split from which shifts of the elements were fitted; 0 when the potential's own energies stand.</param>
/// <param name="ReferencesOpen">Whether those steps have fewer different compositions than the steps compared have elements, so that the shifts are not determined.</param>
public sealed record EnergyErrors(
    string Potential, string Architecture, string Engine, int Configurations, int Frames, int LeftOut, double Energy, double CellEnergy, double Forces, double EngineForces, int StressFrames, double Stress, int ReferenceFrames, bool ReferencesOpen);
