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
    /// <summary>Reads the run; an input beside its output tells which atoms are frozen.</summary>
    /// <exception cref="DftException">There is no readable output.</exception>
    public EngineRun Read()
    {
        var parts = ImmutableArray.CreateBuilder<EngineOutput>();
        foreach (var output in Outputs)
        {
            switch (OutputSniffer.EngineOf(output))
            {
                case Cp2kEngine.EngineName:
                    parts.AddRange(Cp2kOutputReader.Read(output, FreedomBeside(output, Cp2kEngine.Input, path => Cp2kInput.StructureOf(Cp2kInput.ReadFile(path), path))));
                    break;
                case PwEngine.EngineName:
                    parts.AddRange(PwOutputReader.Read(output, FreedomBeside(output, PwEngine.Input, path => PwInput.ReadFile(path).ToStructure(path))));
                    break;
                default:
                    throw new DftException($"{output}: this is no output of CP2K or pw.x; give the text that the program wrote.");
            }
        }

        return new(Path, parts.DrainToImmutable(), null);
    }

    private static ImmutableArray<AxisFreedom> FreedomBeside(string output, string input, Func<string, Structure> read)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(output))!, input);
        if (!File.Exists(path))
            return default;
        try
        {
            return read(path).Freedom;
        }
        catch (DftException)
        {
            return default; // a spoilt input does not spoil what was run
        }
    }
}
