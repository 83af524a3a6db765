using DefiNet.Crystals;
using DefiNet.Learning.Batches;

namespace DefiNet.Learning.Trajectories;

/// <summary>One ionic step of a run: where the atoms were and what the engine said.</summary>
/// <param name="Step">Number of the step, from 1, over all parts of the run.</param>
/// <param name="Structure">The atoms.</param>
/// <param name="Labels">Energy, forces and stress.</param>
public sealed record TrajectoryFrame(int Step, Structure Structure, PotentialLabels Labels);
