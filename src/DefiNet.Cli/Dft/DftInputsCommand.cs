using System.CommandLine;
using System.Globalization;
using DefiNet.Cli.Output;
using DefiNet.Cli.Structures;
using DefiNet.Crystals.Formats;
using DefiNet.Dft.Vasp;
using DefiNet.Dft.Vasp.Checks;
using DefiNet.Dft.Vasp.Inputs;
using DefiNet.Dft.Vasp.Potcars;

namespace DefiNet.Cli.Dft;

/// <summary><c>definet dft inputs</c>: structures into folders that VASP can run in.</summary>
internal static class DftInputsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var files = StructureFiles.Argument();
        var preset = new Option<string>("--preset") { Description = "Settings: a name such as 2dmd-mos2 or a folder with INCAR, KPOINTS and POTCAR.spec.", Required = true, HelpName = "NAME|DIR" };
        var output = new Option<string>("--out") { Description = "Folder to write to; of several structures each gets a folder of its own below it.", Required = true, HelpName = "DIR" };
        var potcars = new Option<string?>("--potcars") { Description = "Your own library of pseudopotentials (POTCAR.Mo_sv or Mo_sv/POTCAR, plain or .gz). Without it no POTCAR is written.", HelpName = "DIR" };
        var family = new Option<string?>("--family") { Description = "Folder of the library to take, such as potpaw_PBE.54, where it has several.", HelpName = "NAME" };
        var set = new Option<string[]>("--set") { Description = "A tag to set, such as ENCUT=450; may be given several times.", HelpName = "TAG=VALUE" };
        var spacing = new Option<double?>("--spacing") { Description = "K-points by their largest distance in 1/A, 2 pi included (as KSPACING), instead of the preset's; one point along the vacuum of a sheet.", HelpName = "X" };
        var json = new Option<bool>("--json") { Description = "One JSON object a structure." };
        var command = new Command("inputs", "Writes POSCAR, INCAR, KPOINTS and POTCAR for VASP, and checks them.") { files, preset, output, potcars, family, set, spacing, json };
        command.SetAction(parsed => Run(
            parsed.GetValue(files)!, Changed(VaspPreset.Read(parsed.GetValue(preset)!), parsed.GetValue(set) ?? []), parsed.GetValue(output)!,
            parsed.GetValue(potcars) is { } library ? new PotcarLibrary(library, parsed.GetValue(family)) : null, parsed.GetValue(spacing), parsed.GetValue(json)));
        return command;
    }

    private static VaspPreset Changed(VaspPreset preset, string[] tags)
    {
        foreach (var tag in tags)
        {
            var equals = tag.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
                throw new UsageException($"--set {tag}: give a tag with its value, such as --set ENCUT=450.");
            preset = preset with { Incar = preset.Incar.With(tag[..equals], tag[(equals + 1)..]) };
        }

        return preset;
    }

    private static int Run(string[] arguments, VaspPreset preset, string output, PotcarLibrary? library, double? spacing, bool asJson)
    {
        var files = StructureFiles.Expand(arguments);
        var folders = FoldersOf(files, output);
        var wrong = false;
        using var lines = asJson ? new JsonLines() : null;
        var code = StructureFiles.ForEach(files, "structures", file => Write(file, folders[file], preset, library, spacing), Tell);
        return code != ExitCode.Done ? code : wrong ? ExitCode.BadInput : ExitCode.Done;

        void Tell(Written written)
        {
            foreach (var problem in written.Problems)
                Console.Error.WriteLine(problem);
            wrong |= written.Problems.Any(problem => problem.IsError);
            if (lines is null)
                Console.WriteLine($"{written.Folder}: {written.Atoms} atoms{(written.Potcar.IsDefault ? ", no POTCAR" : $", {string.Join(", ", written.Potcar.Select(header => header.Title))}")}");
            else
                lines.Write(line =>
                {
                    line.Field("file", written.File);
                    line.Field("out", written.Folder);
                    line.WriteNumber("atoms", written.Atoms);
                    line.WriteStartArray("potcar");
                    foreach (var header in written.Potcar.IsDefault ? [] : written.Potcar)
                    {
                        line.WriteStartObject();
                        line.Field("title", header.Title);
                        line.Field("sha256", header.Sha256);
                        line.Field("enmax_eV", header.Enmax);
                        line.Field("zval", header.Zval);
                        line.Field("lexch", header.Lexch);
                        line.WriteEndObject();
                    }

                    line.WriteEndArray();
                    line.Field("electrons", written.Electrons);
                    line.WriteNumber("errors", written.Problems.Count(problem => problem.IsError));
                    line.WriteNumber("warnings", written.Problems.Count(problem => !problem.IsError));
                });
        }
    }

    private static Written Write(string file, string folder, VaspPreset preset, PotcarLibrary? library, double? spacing)
    {
        var structure = StructureFile.Read(file);
        if (spacing is { } distance)
            preset = preset with { Kpoints = Kpoints.BySpacing(structure.Lattice, distance, Vacuum.AxisOf(structure)) };
        var potcar = VaspInputs.Write(structure, preset, library, folder);
        var problems = FolderCheck.Of(folder).Where(problem => library is not null || !problem.File.EndsWith("POTCAR", StringComparison.Ordinal)).ToList();
        double? electrons = potcar.IsDefault ? null : potcar.Sum(header => header.Zval * structure.Species.Count(element => element == header.Element));
        return new(file, folder, structure.Count, potcar, electrons, problems);
    }

    // One structure is written into the folder itself; of several each into one of its file's name.
    private static Dictionary<string, string> FoldersOf(List<string> files, string output)
    {
        if (files.Count == 1)
            return new() { [files[0]] = output };
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (name is "POSCAR" or "CONTCAR" && Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) is { Length: > 0 } parent)
                name = parent;
            var own = name;
            for (var number = 2; !taken.Add(own); number++)
                own = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
            if (!folders.TryAdd(file, Path.Combine(output, own)))
                throw new UsageException($"{file}: the file is named twice; name it once.");
        }

        return folders;
    }

    private sealed record Written(string File, string Folder, int Atoms, System.Collections.Immutable.ImmutableArray<PotcarHeader> Potcar, double? Electrons, List<InputProblem> Problems);
}
