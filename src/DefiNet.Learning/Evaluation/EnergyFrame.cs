namespace DefiNet.Learning.Evaluation;

/// <summary>A potential and an engine compared on one step of a trajectory.</summary>
/// <param name="Potential">Name of the potential.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Configuration">What the run is of.</param>
/// <param name="Path">The run.</param>
/// <param name="Step">The step.</param>
/// <param name="Atoms">Atoms of the cell.</param>
/// <param name="Energy">The engine's energy of the cell in eV.</param>
/// <param name="Predicted">The potential's, shifts of the elements included where they are asked for.</param>
/// <param name="Forces">Mean absolute component of the forces' error in eV/Å.</param>
/// <param name="EngineForces">Mean absolute component of the engine's forces in eV/Å.</param>
/// <param name="Stress">Mean absolute component of the stress's error in GPa; not a number where the engine printed none.</param>
public sealed record EnergyFrame(string Potential, string Engine, string Configuration, string Path, int Step, int Atoms, double Energy, double Predicted, double Forces, double EngineForces, double Stress)
{
    /// <summary>Error of the energy of the cell in eV.</summary>
    public double Error => Math.Abs(Predicted - Energy);
}
