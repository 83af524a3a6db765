using System.CommandLine;
using System.Globalization;
using DefiNet.Cli.Output;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats;
using DefiNet.Crystals.Neighbours;
using DefiNet.Crystals.Symmetry;

namespace DefiNet.Cli.Structures;

/// <summary><c>definet structure info FILE…</c></summary>
public static class StructureInfoCommand
{
    private sealed record Info(string File, StructureFormat Format, Structure Structure, int? Operations, double? SmallestDistance);

    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var files = StructureFiles.Argument();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var tolerance = new Option<double>("--symmetry-tolerance")
        {
            Description = "How far, in Angstrom, a symmetry operation's image may lie from its atom.",
            DefaultValueFactory = _ => SymmetryFinder.DefaultTolerance,
        };
        var command = new Command("info", "Atoms, cell, symmetry and smallest distance of each file.") { files, tolerance, json };
        command.SetAction(parsed => Run(StructureFiles.Expand(parsed.GetValue(files)!), parsed.GetValue(tolerance), parsed.GetValue(json)));
        return command;
    }

    private static int Run(List<string> files, double tolerance, bool json)
    {
        if (!(tolerance > 0 && tolerance <= 1))
            throw new UsageException("--symmetry-tolerance must be above 0 and at most 1 Å.");
        using var lines = json ? new JsonLines() : null;
        return StructureFiles.ForEach(files, "structures", file => Look(file, tolerance), info =>
        {
            if (lines is not null)
                Write(lines, info);
            else
                Print(info);
        });
    }

    private static Info Look(string file, double tolerance)
    {
        var structure = StructureFile.Read(file, out var format);
        var heights = structure.Lattice.Heights;
        var flattest = Math.Min(heights.X, Math.Min(heights.Y, heights.Z));
        var operations = structure.Count <= SymmetryFinder.MaxAtoms ? SymmetryFinder.Find(structure, Math.Min(tolerance, flattest / 8)).Count : (int?)null;
        return new(file, format, structure, operations, new NeighbourSearch().SmallestDistance(structure));
    }

    private static void Write(JsonLines lines, Info info) => lines.Write(json =>
    {
        var lattice = info.Structure.Lattice;
        json.Field("file", info.File);
        json.Field("format", StructureFormatName.Of(info.Format));
        json.WriteNumber("atoms", info.Structure.Count);
        json.WriteStartObject("counts");
        foreach (var (element, count) in info.Structure.CountByElement())
            json.WriteNumber(element.Symbol, count);
        json.WriteEndObject();
        json.Field("volume_A3", lattice.Volume);
        json.Field("lengths_A", lattice.Lengths);
        json.Field("angles_deg", lattice.Angles);
        json.Field("space_group_operations", info.Operations);
        json.Field("smallest_distance_A", info.SmallestDistance);
    });

    private static void Print(Info info)
    {
        var (lengths, angles) = (info.Structure.Lattice.Lengths, info.Structure.Lattice.Angles);
        var formula = string.Join(' ', info.Structure.CountByElement().Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Element}{pair.Count}")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {info.File} ({StructureFormatName.Of(info.Format)})
              atoms              {info.Structure.Count}: {formula}
              cell               {lengths.X:F5} {lengths.Y:F5} {lengths.Z:F5} Å, {angles.X:F4}° {angles.Y:F4}° {angles.Z:F4}°, {info.Structure.Lattice.Volume:F4} Å³
              symmetry           {(info.Operations is { } count ? $"{count} operations" : "not sought: too many atoms")}
              smallest distance  {(info.SmallestDistance is { } distance ? string.Create(CultureInfo.InvariantCulture, $"{distance:F4} Å") : "none")}
            """));
    }
}
