using System.CommandLine;
using System.Globalization;
using System.Text;
using DefiNet.Cli.Output;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats;
using DefiNet.Crystals.Formats.Cif;
using DefiNet.Crystals.Formats.ExtendedXyz;
using DefiNet.Crystals.Formats.Poscar;

namespace DefiNet.Cli.Structures;

/// <summary><c>definet structure convert FILE… --format F [--out FILE|DIR]</c></summary>
public static class StructureConvertCommand
{
    private const int MaxDecimals = 20;

    private sealed record Target(StructureFormat Format, bool Cartesian, int? Decimals);

    private sealed record Converted(string File, string Text, string? Out);

    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var files = StructureFiles.Argument();
        var format = new Option<string?>("--format", "--to") { Description = "Format to write; without it the one that --out's name tells.", HelpName = string.Join('|', StructureFormatName.All) };
        var output = new Option<string?>("--out") { Description = "File to write, or folder for several; without it the text goes to standard output.", HelpName = "FILE|DIR" };
        var cartesian = new Option<bool>("--cartesian") { Description = "Write Cartesian positions (POSCAR)." };
        var decimals = new Option<int?>("--decimals") { Description = "Digits after the point (POSCAR, CIF); as many as give the same numbers back without it.", HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line for each file written." };
        var command = new Command("convert", "Writes structures in another format. The order of the atoms stays.") { files, format, output, cartesian, decimals, json };
        command.SetAction(parsed => Run(
            StructureFiles.Expand(parsed.GetValue(files)!),
            parsed.GetValue(format),
            parsed.GetValue(output),
            parsed.GetValue(cartesian),
            parsed.GetValue(decimals),
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(List<string> files, string? format, string? output, bool cartesian, int? decimals, bool json)
    {
        if (decimals is < 1 or > MaxDecimals)
            throw new UsageException($"--decimals must be from 1 to {MaxDecimals}.");
        var target = new Target(FormatOf(format, output), cartesian, decimals);
        if (cartesian && target.Format != StructureFormat.Poscar)
            throw new UsageException("--cartesian goes with --format poscar only; a CIF holds fractional positions, an extended XYZ Cartesian ones.");
        if (output is null && json)
            throw new UsageException("--json tells what was written; it needs --out.");
        if (output is null && files.Count > 1 && target.Format == StructureFormat.Poscar)
            throw new UsageException("Several POSCAR files need --out with a folder; a POSCAR holds one structure.");

        var toFolder = output is not null && (files.Count > 1 || Directory.Exists(output));
        if (toFolder)
        {
            CheckNames(files, target);
            Directory.CreateDirectory(output!);
        }

        using var lines = json ? new JsonLines() : null;
        return StructureFiles.ForEach(files, "structures", file => Convert(file, target, output, toFolder), converted =>
        {
            if (converted.Out is null)
                Console.Out.Write(converted.Text);
            else
                lines?.Write(fields =>
                {
                    fields.Field("file", converted.File);
                    fields.Field("format", StructureFormatName.Of(target.Format));
                    fields.Field("out", converted.Out);
                });
        });
    }

    private static StructureFormat FormatOf(string? format, string? output)
    {
        if (format is not null)
            return StructureFormatName.Parse(format);
        return output is not null && StructureFile.FormatOfName(output) is { } named
            ? named
            : throw new UsageException($"Say which format to write: --format {string.Join('|', StructureFormatName.All)}, or a name such as --out x.cif.");
    }

    private static Converted Convert(string file, Target target, string? output, bool toFolder)
    {
        var structure = StructureFile.Read(file, out var from);
        var text = TextOf(file, structure, from, target);
        if (output is null)
            return new(file, text, null);
        var path = toFolder ? Path.Combine(output, NameOf(file, target)) : output;
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return new(file, text, path);
    }

    // Extended XYZ to extended XYZ keeps all frames with what they hold.
    private static string TextOf(string file, Structure structure, StructureFormat from, Target target)
    {
        switch (target.Format)
        {
            case StructureFormat.Poscar:
                return PoscarWriter.ToText(structure, new PoscarOptions { Cartesian = target.Cartesian, Decimals = target.Decimals });
            case StructureFormat.Cif:
                return CifWriter.ToText(structure, new CifOptions { Decimals = target.Decimals });
            default:
                using (var text = new StringWriter(CultureInfo.InvariantCulture))
                {
                    if (from == StructureFormat.ExtendedXyz)
                        foreach (var frame in XyzReader.ReadFile(file))
                            XyzWriter.Write(frame, text);
                    else
                        XyzWriter.Write(new XyzFrame { Structure = structure }, text);
                    return text.ToString();
                }
        }
    }

    private static string NameOf(string file, Target target)
    {
        var name = Path.GetFileName(file);
        var extension = Path.GetExtension(name).ToUpperInvariant();
        var stem = extension is ".CIF" or ".XYZ" or ".EXTXYZ" or ".VASP" or ".POSCAR" or ".CONTCAR" ? Path.GetFileNameWithoutExtension(name) : name;
        return stem + StructureFormatName.ExtensionOf(target.Format);
    }

    private static void CheckNames(List<string> files, Target target)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
            if (!sources.TryAdd(NameOf(file, target), file))
                throw new UsageException($"{file} and {sources[NameOf(file, target)]} would both be written to {NameOf(file, target)}; convert them into different folders.");
    }
}
