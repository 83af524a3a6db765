using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Records;
using DefiNet.Dft.Runs;

namespace DefiNet.Dft.Cp2k;

/// <summary>The engine <c>cp2k</c>: relaxations by CP2K's GEO_OPT with PBE or GFN1-xTB.</summary>
public sealed class Cp2kEngine : IDftEngine
{
    /// <summary>The engine's name in the store.</summary>
    public const string EngineName = "cp2k";

    /// <summary>Name of the input in a run's folder.</summary>
    public const string Input = "cp2k.inp";

    /// <summary>Name of the output in a run's folder.</summary>
    public const string Output = "cp2k.out";

    /// <summary>Name of the trajectory in a run's folder.</summary>
    public const string Trajectory = Cp2kInputComposer.Project + "-pos-1.xyz";

    private readonly Cp2kSettings _settings;

    /// <summary>Makes the engine for runs of some settings.</summary>
    /// <exception cref="DftException">The settings cannot be right.</exception>
    public Cp2kEngine(IReadOnlyDictionary<string, string>? settings = null) => _settings = Cp2kSettings.Of(settings ?? Cp2kSettings.Defaults);

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <inheritdoc/>
    public string SettingsHash(IReadOnlyDictionary<string, string> settings) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"engine={Name}\n{Cp2kSettings.Of(settings).Canonical()}")));

    /// <inheritdoc/>
    public void WriteInputs(RunInputs inputs, string folder)
    {
        var input = Cp2kInputComposer.Compose(inputs.Start, Cp2kSettings.Of(inputs.Settings));
        using var text = File.CreateText(Path.Combine(folder, Input));
        Cp2kInput.Write(input, text);
    }

    /// <inheritdoc/>
    public EngineCommand Command(string folder) =>
        new("env", [$"OMP_NUM_THREADS={_settings["THREADS"]}", _settings["PROGRAM"], "-i", Input, "-o", Output]);

    /// <inheritdoc/>
    public bool TryWriteContinuation(IReadOnlyList<string> partFolders, string folder)
    {
        for (var part = partFolders.Count - 1; part >= 0; part--)
        {
            var (trajectory, input) = (Path.Combine(partFolders[part], Trajectory), Path.Combine(partFolders[part], Input));
            if (!File.Exists(trajectory) || !File.Exists(input))
                continue;
            var frames = XyzTrajectory.Read(trajectory);
            var before = Cp2kInput.ReadFile(input);
            var start = Cp2kInput.StructureOf(before, input);
            if (frames.Count == 0 || !frames.Species.SequenceEqual(start.Species))
                continue;
            using var text = File.CreateText(Path.Combine(folder, Input));
            Cp2kInput.Write(Cp2kInput.WithPositions(before, start.Species.AsSpan(), frames.Last.AsSpan()), text);
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public IonicRecord Read(IReadOnlyList<string> partFolders) => ReadRun(partFolders).ToRecord();

    /// <summary>Reads a run from the folders of its parts, oldest first; a folder without output is a part that did not begin.</summary>
    /// <param name="partFolders">The folders.</param>
    /// <param name="keepEveryStep">Whether the positions of every step of the optimiser are kept, as the trajectory has them.</param>
    /// <exception cref="DftException">There is no readable output.</exception>
    public static EngineRun ReadRun(IReadOnlyList<string> partFolders, bool keepEveryStep = false)
    {
        var parts = ImmutableArray.CreateBuilder<EngineOutput>();
        Structure? final = null;
        foreach (var folder in partFolders)
        {
            var (output, input, trajectory) = (Path.Combine(folder, Output), Path.Combine(folder, Input), Path.Combine(folder, Trajectory));
            if (!File.Exists(output))
                continue;
            var start = File.Exists(input) ? Cp2kInput.StructureOf(Cp2kInput.ReadFile(input), input) : null;
            var read = Cp2kOutputReader.Read(output, start?.Freedom ?? default);
            if (keepEveryStep && File.Exists(trajectory))
                read = read.SetItem(read.Length - 1, read[^1] with { Positions = XyzTrajectory.Read(trajectory, every: true).Frames });
            parts.AddRange(read);
            if (start is not null && read.Any(part => part.IonicSteps > 0))
                final = WhereItEnded(start, trajectory);
        }

        return parts.Count > 0
            ? new(partFolders[0], parts.DrainToImmutable(), final)
            : throw new DftException($"{(partFolders.Count > 0 ? partFolders[^1] : "The run")}: there is no {Output}; CP2K writes it when it begins.");
    }

    // Before the first step of the optimiser the atoms are where they began, and no frame is written.
    private static Structure WhereItEnded(Structure start, string trajectory)
    {
        if (!File.Exists(trajectory))
            return start;
        var frames = XyzTrajectory.Read(trajectory);
        return frames.Count > 0 && frames.Species.SequenceEqual(start.Species) ? start.WithCartesian(frames.Last) : start;
    }
}
