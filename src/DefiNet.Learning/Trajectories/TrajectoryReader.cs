using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Dft;
using DefiNet.Dft.Records;
using DefiNet.Dft.Vasp;
using DefiNet.Inference.Potentials;

namespace DefiNet.Learning.Trajectories;

/// <summary>Reads trajectories out of OUTCAR and vasprun.xml: positions, energy, forces and stress of each ionic step.</summary>
/// <remarks>
/// The energy is VASP's free energy TOTEN, of which the forces are the slopes. VASP prints stress in kB with the sign of a pressure; a potential's is in GPa and positive when stretched.
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
            try
            {
                trajectories.Add(Read(run.Path, run.Outputs, host));
            }
            catch (Exception cause) when (cause is DftException or LearningException)
            {
                complain(cause.Message);
            }

        return trajectories;
    }

    /// <summary>The trajectory of one output.</summary>
    /// <exception cref="DftException">The file cannot be read.</exception>
    /// <exception cref="LearningException">It has no step to learn from.</exception>
    public static EngineTrajectory Read(string file, Host? host = null) => Read(file, [file], host);

    private static EngineTrajectory Read(string path, IReadOnlyList<string> outputs, Host? host)
    {
        var options = new VaspReadOptions { KeepEveryStep = true };
        VaspOutput[] parts = [.. outputs.Select(output => (output, Name: Path.GetFileName(output))).Where(file => IsOutcar(file.Name) || IsVasprun(file.Name))
            .Select(file => IsVasprun(file.Name) ? VasprunReader.Read(file.output, options) : OutcarReader.Read(file.output, options))];
        if (parts.Length == 0)
            throw new LearningException($"{path}: there is neither OUTCAR nor vasprun.xml; a potential learns from one of them.");
        var frames = ImmutableArray.CreateBuilder<TrajectoryFrame>();
        var (steps, elements) = (0, parts.Select(part => part.Species).FirstOrDefault(species => !species.IsDefaultOrEmpty));
        foreach (var part in parts)
        {
            for (var index = 0; index < part.Steps.Length; index++)
                if (index < part.Geometries.Length && Frame(steps + index + 1, part, index, elements) is { } frame)
                    frames.Add(frame);
            steps += part.Steps.Length;
        }

        if (frames.Count == 0)
            throw new LearningException($"{path}: none of the {steps} ionic steps has a cell, forces and an electronic loop that converged; there is nothing to learn from.");
        return new(path, ConfigurationOf(path, frames[0].Structure, host), VaspProgram.EngineOf(parts[0].Program), parts[0].Version, frames.ToImmutable(), steps - frames.Count);
    }

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
