using System.CommandLine;
using System.Globalization;
using DefiNet.Cli.Output;
using DefiNet.Crystals.Formats;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Cli.Structures;

/// <summary><c>definet structure neighbours --cutoff R FILE…</c></summary>
public static class StructureNeighboursCommand
{
    private sealed record Neighbours(string File, int Pairs, int[] PerAtom);

    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var files = StructureFiles.Argument();
        var cutoff = new Option<double>("--cutoff") { Description = "Largest distance in Angstrom.", Required = true, HelpName = "R" };
        var max = new Option<int?>("--max") { Description = "Most neighbours of an atom, nearest first; all without it.", HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var command = new Command("neighbours", "Counts the neighbours of each atom, periodic images included; every pair is counted from both ends.") { files, cutoff, max, json };
        command.SetAction(parsed => Run(StructureFiles.Expand(parsed.GetValue(files)!), parsed.GetValue(cutoff), parsed.GetValue(max), parsed.GetValue(json)));
        return command;
    }

    private static int Run(List<string> files, double cutoff, int? max, bool json)
    {
        if (!(cutoff > 0 && cutoff <= NeighbourList.MaxCutoff))
            throw new UsageException($"--cutoff must be above 0 and at most {NeighbourList.MaxCutoff} Å.");
        if (max < 0)
            throw new UsageException("--max must not be negative.");
        using var lines = json ? new JsonLines() : null;
        return StructureFiles.ForEach(files, "structures", file => Count(file, cutoff, max), neighbours =>
        {
            if (lines is not null)
                Write(lines, neighbours);
            else
                Print(neighbours);
        });
    }

    private static Neighbours Count(string file, double cutoff, int? max)
    {
        var list = NeighbourList.Of(StructureFile.Read(file), cutoff, max);
        var perAtom = new int[list.AtomCount];
        for (var atom = 0; atom < perAtom.Length; atom++)
            perAtom[atom] = list.CountOf(atom);
        return new(file, list.PairCount, perAtom);
    }

    private static void Write(JsonLines lines, Neighbours neighbours) => lines.Write(json =>
    {
        json.Field("file", neighbours.File);
        json.WriteNumber("pairs", neighbours.Pairs);
        json.Field("per_atom", neighbours.PerAtom);
    });

    private static void Print(Neighbours neighbours) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{neighbours.File}: {neighbours.Pairs} pairs, {neighbours.PerAtom.Min()} to {neighbours.PerAtom.Max()} neighbours of an atom"));
}
