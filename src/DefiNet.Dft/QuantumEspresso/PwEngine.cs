using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Records;
using DefiNet.Dft.Runs;

namespace DefiNet.Dft.QuantumEspresso;

/// <summary>The engine <c>qe</c>: relaxations by <c>pw.x</c> of Quantum ESPRESSO.</summary>
public sealed class PwEngine : IDftEngine
{
    /// <summary>The engine's name in the store.</summary>
    public const string EngineName = "qe";

    /// <summary>Name of the input in a run's folder.</summary>
    public const string Input = "pw.in";

    /// <summary>Name of the output in a run's folder.</summary>
    public const string Output = "pw.out";

    private readonly PwSettings _settings;

    /// <summary>Makes the engine for runs of some settings.</summary>
    /// <exception cref="DftException">The settings cannot be right.</exception>
    public PwEngine(IReadOnlyDictionary<string, string>? settings = null) => _settings = PwSettings.Of(settings ?? PwSettings.Defaults);

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <inheritdoc/>
    public string SettingsHash(IReadOnlyDictionary<string, string> settings) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"engine={Name}\n{PwSettings.Of(settings).Canonical()}")));

    /// <inheritdoc/>
    public void WriteInputs(RunInputs inputs, string folder)
    {
        var input = PwInputComposer.Compose(inputs.Start, PwSettings.Of(inputs.Settings));
        using var text = File.CreateText(Path.Combine(folder, Input));
        input.Write(text);
    }

    /// <inheritdoc/>
    /// <remarks>pw.x writes to standard output only; the shell's part is fixed and turns it to a file of its own.</remarks>
    public EngineCommand Command(string folder) =>
        new("env", [$"OMP_NUM_THREADS={_settings["THREADS"]}", "sh", "-c", $"exec \"$0\" -in {Input} > {Output}", _settings["PROGRAM"]]);

    /// <inheritdoc/>
    public bool TryWriteContinuation(IReadOnlyList<string> partFolders, string folder)
    {
        for (var part = partFolders.Count - 1; part >= 0; part--)
        {
            var (output, input) = (Path.Combine(partFolders[part], Output), Path.Combine(partFolders[part], Input));
            if (!File.Exists(output) || !File.Exists(input))
                continue;
            var before = PwInput.ReadFile(input);
            var atoms = before.ToStructure(input).Count;
            if (LastPositions(PwOutputReader.Read(output)) is not { IsDefault: false } positions || positions.Length != atoms)
                continue;
            using var text = File.CreateText(Path.Combine(folder, Input));
            before.WithPositions(positions.AsSpan()).Write(text);
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public IonicRecord Read(IReadOnlyList<string> partFolders) => ReadRun(partFolders).ToRecord();

    /// <summary>Reads a run from the folders of its parts, oldest first; a folder without output is a part that did not begin.</summary>
    /// <exception cref="DftException">There is no readable output.</exception>
    public static EngineRun ReadRun(IReadOnlyList<string> partFolders)
    {
        var parts = ImmutableArray.CreateBuilder<EngineOutput>();
        Structure? final = null;
        foreach (var folder in partFolders)
        {
            var (output, input) = (Path.Combine(folder, Output), Path.Combine(folder, Input));
            if (!File.Exists(output))
                continue;
            var start = File.Exists(input) ? PwInput.ReadFile(input).ToStructure(input) : null;
            var read = PwOutputReader.Read(output, start?.Freedom ?? default);
            parts.AddRange(read);
            if (start is not null && LastPositions(read) is { IsDefault: false } positions && positions.Length == start.Count)
                final = start.WithCartesian(positions);
        }

        return parts.Count > 0
            ? new(partFolders[0], parts.DrainToImmutable(), final)
            : throw new DftException($"{(partFolders.Count > 0 ? partFolders[^1] : "The run")}: there is no {Output}; pw.x writes it when it begins.");
    }

    private static ImmutableArray<Vector3> LastPositions(ImmutableArray<EngineOutput> parts) =>
        parts.LastOrDefault(part => part.IonicSteps > 0)?.LastPositions ?? default;
}
