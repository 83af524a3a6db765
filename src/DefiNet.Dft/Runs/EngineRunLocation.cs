using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Cp2k;
using DefiNet.Dft.QuantumEspresso;

namespace DefiNet.Dft.Runs;

/// <summary>Where the output of a run of CP2K or Quantum ESPRESSO lies.</summary>
/// <param name="Path">What the run is called: its folder or file.</param>
/// <param name="Outputs">Output files of its parts, oldest first.</param>
public sealed record EngineRunLocation(string Path, ImmutableArray<string> Outputs)
{
    /// <summary>The location of the outputs in the folders of a run's parts, oldest first; null where none of them holds one.</summary>
    public static EngineRunLocation? InFolders(string path, IReadOnlyList<string> folders)
    {
        ImmutableArray<string> outputs =
        [
            .. folders.SelectMany(folder => (string[])[System.IO.Path.Combine(folder, Cp2kEngine.Output), System.IO.Path.Combine(folder, PwEngine.Output)]).Where(File.Exists),
        ];
        return outputs.IsEmpty ? null : new(path, outputs);
    }

    /// <summary>Reads the run; an input beside its output tells which atoms are frozen.</summary>
    /// <param name="keepEveryStep">Whether positions and forces of every step are kept; those of CP2K's steps are in the trajectory beside the output, <c>PROJECT-pos-1.xyz</c>.</param>
    /// <exception cref="DftException">There is no readable output.</exception>
    public EngineRun Read(bool keepEveryStep = false)
    {
        var parts = ImmutableArray.CreateBuilder<EngineOutput>();
        foreach (var output in Outputs)
        {
            switch (OutputSniffer.EngineOf(output))
            {
                case Cp2kEngine.EngineName:
                    var start = StartBeside(output, Cp2kEngine.Input, path => Cp2kInput.StructureOf(Cp2kInput.ReadFile(path), path));
                    var read = Cp2kOutputReader.Read(output, start?.Freedom ?? default, keepEveryStep);
                    parts.AddRange(keepEveryStep ? Cp2kTrajectory.Place(read, TrajectoryBeside(output, read), start) : read);
                    break;
                case PwEngine.EngineName:
                    var given = StartBeside(output, PwEngine.Input, path => PwInput.ReadFile(path).ToStructure(path));
                    parts.AddRange(PwOutputReader.Read(output, given?.Freedom ?? default, keepEveryStep).Select(part => part with { Lattice = given?.Lattice ?? part.Lattice }));
                    break;
                default:
                    throw new DftException($"{output}: this is no output of CP2K or pw.x; give the text that the program wrote.");
            }
        }

        return new(Path, parts.DrainToImmutable(), null);
    }

    private static string TrajectoryBeside(string output, ImmutableArray<EngineOutput> parts)
    {
        var project = parts.SelectMany(part => part.Settings).Where(setting => setting.Name == "PROJECT").Select(setting => setting.Text).FirstOrDefault(name => name is { Length: > 0 } && name.AsSpan().IndexOfAny('/', '\\') < 0);
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(output))!;
        var own = System.IO.Path.Combine(folder, project + "-pos-1.xyz");
        return project is not null && File.Exists(own) ? own : System.IO.Path.Combine(folder, Cp2kEngine.Trajectory);
    }

    private static Structure? StartBeside(string output, string input, Func<string, Structure> read)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(output))!, input);
        if (!File.Exists(path))
            return null;
        try
        {
            return read(path);
        }
        catch (DftException)
        {
            return null; // a spoilt input does not spoil what was run
        }
    }
}
