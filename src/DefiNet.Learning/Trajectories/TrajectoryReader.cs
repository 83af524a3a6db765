using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Dft;
using DefiNet.Dft.Records;
using DefiNet.Dft.Runs;
using DefiNet.Dft.Vasp;
using DefiNet.Inference.Potentials;

namespace DefiNet.Learning.Trajectories;

/// <summary>Reads trajectories out of OUTCAR and vasprun.xml, and out of the outputs of CP2K and pw.x: positions, energy, forces and, where it was printed, stress (of pw.x it is not read) of each ionic step.</summary>
/// <remarks>
/// Of CP2K the positions are in the trajectory beside the output: a frame belongs to the force evaluation with its energy, and points of line searches, which have no frame, are left out.
/// The energy is VASP's free energy TOTEN, of which the forces are the slopes. VASP and CP2K print stress with the sign of a pressure; a potential's is in GPa and positive when stretched.
/// </remarks>
public static class TrajectoryReader
{
    private const double GigapascalPerKilobar = 0.1;

    /// <summary>The trajectories of all runs below a folder, ordered by path.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="complain">Takes a sentence for each run that cannot be read or has no step to learn from.</param>
    /// <param name="host">The host of the runs; null to try the built-in ones.</param>
    public static IReadOnlyList<EngineTrajectory> ReadBelow(string folder, Action<string> complain, Host? host = null)
    {
        var trajectories = new List<EngineTrajectory>();
        foreach (var run in RunFinder.Find(folder, complain))
            Try(() => Read(run.Path, run.Outputs, host));
        foreach (var run in EngineRunFinder.Find(folder, complain))
            Try(() => Read(run, host));
        return [.. trajectories.OrderBy(trajectory => trajectory.Path, StringComparer.Ordinal)];

        void Try(Func<EngineTrajectory> read)
        {
            try
            {
                trajectories.Add(read());
            }
            catch (Exception cause) when (cause is DftException or LearningException or CrystalException)
            {
                complain(cause.Message);
            }
        }
    }

    /// <summary>The trajectory of a run from the folders of its parts, oldest first.</summary>
    /// <param name="path">What the run is called.</param>
    /// <param name="folders">The folders.</param>
    /// <param name="host">The host of the run; null to try the built-in ones.</param>
    /// <exception cref="DftException">An output cannot be read.</exception>
    /// <exception cref="LearningException">There is no output, or no step to learn from.</exception>
    public static EngineTrajectory ReadParts(string path, IReadOnlyList<string> folders, Host? host = null) =>
        EngineRunLocation.InFolders(path, folders) is { } run ? Read(run, host) : Read(path, new RunLocation(path, [.. folders]).Outputs, host);

    /// <summary>The trajectory of one output.</summary>
    /// <exception cref="DftException">The file cannot be read.</exception>
    /// <exception cref="LearningException">It has no step to learn from.</exception>
    public static EngineTrajectory Read(string file, Host? host = null) =>
        !IsOutcar(Path.GetFileName(file)) && !IsVasprun(Path.GetFileName(file)) && OutputSniffer.EngineOf(file) is not null ? Read(new EngineRunLocation(file, [file]), host) : Read(file, [file], host);

    private static EngineTrajectory Read(EngineRunLocation location, Host? host)
    {
        var run = location.Read(keepEveryStep: true);
        var frames = ImmutableArray.CreateBuilder<TrajectoryFrame>();
        var steps = 0;
        foreach (var part in run.Parts)
        {
            foreach (var frame in part.Frames)
                if (part.Lattice is { } lattice && !frame.Unconverged && !part.Species.IsDefaultOrEmpty && !frame.Positions.IsDefault && frame.Positions.Length == part.Species.Length && frame.Forces.Length == part.Species.Length
                    && part.Steps[frame.Step - 1].Energy is var energy && double.IsFinite(energy) && frame.Forces.All(force => force.IsFinite) && frame.Positions.All(position => position.IsFinite))
                    frames.Add(new(steps + frame.Step, Structure.FromCartesian(lattice, part.Species, frame.Positions), new(energy, frame.Forces, frame.Stress is { } kilobar && IsFinite(kilobar) ? Stretching(kilobar) : null)));
            steps += part.IonicSteps;
        }

        return Whole(location.Path, frames, steps, run.Last.Engine, run.Version, host);
    }

    private static EngineTrajectory Read(string path, IReadOnlyList<string> outputs, Host? host)
    {
        var options = new VaspReadOptions { KeepEveryStep = true };
        VaspOutput[] parts = [.. outputs.Select(output => (output, Name: Path.GetFileName(output))).Where(file => IsOutcar(file.Name) || IsVasprun(file.Name))
            .Select(file => IsVasprun(file.Name) ? VasprunReader.Read(file.output, options) : OutcarReader.Read(file.output, options))];
        if (parts.Length == 0)
            throw new LearningException($"{path}: there is no OUTCAR or vasprun.xml, and no output of CP2K or pw.x; a potential learns from one of them.");
        var frames = ImmutableArray.CreateBuilder<TrajectoryFrame>();
        var (steps, elements) = (0, parts.Select(part => part.Species).FirstOrDefault(species => !species.IsDefaultOrEmpty));
        foreach (var part in parts)
        {
            for (var index = 0; index < part.Steps.Length; index++)
                if (index < part.Geometries.Length && Frame(steps + index + 1, part, index, elements) is { } frame)
                    frames.Add(frame);
            steps += part.Steps.Length;
        }

        return Whole(path, frames, steps, VaspProgram.EngineOf(parts[0].Program), parts[0].Version, host);
    }

    private static EngineTrajectory Whole(string path, ImmutableArray<TrajectoryFrame>.Builder frames, int steps, string engine, string? version, Host? host) => frames.Count == 0
        ? throw new LearningException($"{path}: none of the {steps} ionic steps has a cell, positions, forces and an electronic loop that converged; there is nothing to learn from.")
        : new(path, ConfigurationOf(path, frames[0].Structure, host), engine, version, frames.ToImmutable(), steps - frames.Count);

    private static bool IsOutcar(string name) => name.Contains("OUTCAR", StringComparison.Ordinal);

    private static bool IsVasprun(string name) => name.Contains("vasprun", StringComparison.OrdinalIgnoreCase);

    private static TrajectoryFrame? Frame(int number, VaspOutput part, int index, ImmutableArray<Element> elements)
    {
        var (step, geometry) = (part.Steps[index], part.Geometries[index]);
        var atLimit = part.Settings.Nelm is > 1 and var limit && step.ElectronicSteps >= limit;
        if (atLimit || geometry.Lattice is not { } lattice || elements.IsDefaultOrEmpty || elements.Length != geometry.Positions.Length || geometry.Forces.Length != geometry.Positions.Length
            || !double.IsFinite(step.Energy) || geometry.Forces.Any(force => !force.IsFinite) || geometry.Positions.Any(position => !position.IsFinite))
            return null;
        return new(number, Structure.FromCartesian(lattice, elements, geometry.Positions), new(step.Energy, geometry.Forces, geometry.Stress is { } kilobar ? Stretching(kilobar) : null));
    }

    private static bool IsFinite(Stress stress) => double.IsFinite(stress.Pressure) && double.IsFinite(stress.XY + stress.YZ + stress.ZX);

    private static StressTensor Stretching(Stress kilobar)
    {
        var unit = -GigapascalPerKilobar;
        return new(unit * new Vector3(kilobar.XX, kilobar.XY, kilobar.ZX), unit * new Vector3(kilobar.XY, kilobar.YY, kilobar.YZ), unit * new Vector3(kilobar.ZX, kilobar.YZ, kilobar.ZZ));
    }

    // Which defects a host has does not hang on the start; where no host is recognised, each run is a configuration of its own.
    private static string ConfigurationOf(string path, Structure start, Host? host)
    {
        try
        {
            return DefectFinder.Find(host, start).Configuration.CanonicalHash;
        }
        catch (CrystalException)
        {
            return Path.GetFullPath(path);
        }
    }
}
