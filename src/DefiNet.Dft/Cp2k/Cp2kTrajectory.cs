using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Runs;

namespace DefiNet.Dft.Cp2k;

/// <summary>Lays the frames of a trajectory beside the force evaluations of its output: both print the energy.</summary>
/// <remarks>CP2K writes a frame for each step of the optimiser and none for the points that a line search tries, so evaluations without a frame have no positions. Where the cell moves, frames do not say which it was, and only the first positions are known.</remarks>
internal static class Cp2kTrajectory
{
    private const double SameEnergy = 6e-11; // hartree: the frames have ten decimals

    /// <summary>The outputs with positions of the evaluations that the trajectory has.</summary>
    /// <param name="parts">What the output says, its steps kept.</param>
    /// <param name="path">The trajectory; without it the first positions alone are known.</param>
    /// <param name="start">Atoms of the input, which has more digits than the output; null without one.</param>
    public static ImmutableArray<EngineOutput> Place(ImmutableArray<EngineOutput> parts, string path, Structure? start)
    {
        var cellMoves = parts.SelectMany(part => part.Settings).Any(setting => setting.Name == "RUN_TYPE" && setting.Text?.Contains("CELL", StringComparison.Ordinal) == true);
        var trajectory = File.Exists(path) && !cellMoves ? XyzTrajectory.Read(path, every: true) : null;
        var next = 0;
        return [.. parts.Select(part => part with { Frames = [.. part.Frames.Select(frame => PlaceFrame(part, frame))], Lattice = start?.Lattice ?? part.Lattice })];

        EngineFrame PlaceFrame(EngineOutput part, EngineFrame frame)
        {
            var atoms = frame.Forces.Length;
            if (!frame.Positions.IsDefault)
                return start is not null && start.Species.SequenceEqual(part.Species) && Near(start, frame.Positions) ? frame with { Positions = start.Cartesian } : frame;
            if (trajectory is null || !part.Species.SequenceEqual(trajectory.Species))
                return frame;
            var energy = part.Steps[frame.Step - 1].Energy / Cp2kUnits.Hartree;
            for (var at = next; at < trajectory.Count; at++)
                if (Math.Abs(trajectory.Energies[at] - energy) <= SameEnergy && trajectory.Frames[at].Length == atoms)
                {
                    next = at + 1;
                    return frame with { Positions = trajectory.Frames[at] };
                }

            return frame;
        }
    }

    // The output has six decimals.
    private static bool Near(Structure start, ImmutableArray<Vector3> printed) =>
        start.Count == printed.Length && Enumerable.Range(0, start.Count).All(atom => (start.Cartesian[atom] - printed[atom]).Length < 1e-5);
}
