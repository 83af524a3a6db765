using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace DefiNet.Dft.Runs;

/// <summary>Finds the runs of CP2K and Quantum ESPRESSO below a folder and puts the parts of restarted ones together.</summary>
/// <remarks>Outputs have names of the user's choice; those that end with <c>.out</c>, <c>.log</c> or <c>.txt</c> (and <c>stdout</c>) are looked into. Folders <c>part-1</c>, <c>part-2</c> … beside each other are one run.</remarks>
public static partial class EngineRunFinder
{
    private const int MaxDepth = 64;
    private const int MostFiles = 256;

    private static readonly string[] Endings = [".out", ".log", ".txt", ".out.gz", ".log.gz"];

    /// <summary>The outputs of each run below a folder, itself included: files of the parts, oldest first; ordered by path.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="complain">Takes a sentence for each folder that cannot be listed.</param>
    public static ImmutableArray<EngineRunLocation> Find(string folder, Action<string> complain)
    {
        var runs = ImmutableArray.CreateBuilder<EngineRunLocation>();
        Search(folder, 0, runs, complain);
        return runs.DrainToImmutable();
    }

    private static void Search(string folder, int depth, ImmutableArray<EngineRunLocation>.Builder runs, Action<string> complain)
    {
        List<string> children;
        List<string> outputs;
        try
        {
            children = [.. Directory.EnumerateDirectories(folder).Where(child => (File.GetAttributes(child) & FileAttributes.ReparsePoint) == 0)];
            outputs = OutputsIn(folder);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            complain($"{folder}: the folder cannot be listed: {failure.Message}");
            return;
        }

        if (outputs.Count == 1)
            runs.Add(new(folder, [.. outputs]));
        else
            runs.AddRange(outputs.Select(output => new EngineRunLocation(output, [output])));
        var parts = children.Where(child => PartName().IsMatch(Path.GetFileName(child)))
            .OrderBy(child => Path.GetFileName(child).Length).ThenBy(child => child, StringComparer.Ordinal)
            .Select(child => (child, Outputs: OutputsIn(child))).Where(part => part.Outputs.Count == 1).ToList();
        if (parts.Count > 0)
            runs.Add(new(folder, [.. parts.Select(part => part.Outputs[0])]));
        foreach (var child in children.Except(parts.Select(part => part.child)).Order(StringComparer.Ordinal))
        {
            if (depth == MaxDepth)
                complain($"{child}: the folder lies more than {MaxDepth} levels deep; it is left out.");
            else
                Search(child, depth + 1, runs, complain);
        }
    }

    private static List<string> OutputsIn(string folder)
    {
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder).Where(IsCandidate).Order(StringComparer.Ordinal).Take(MostFiles))
            if (OutputSniffer.EngineOf(file) is not null)
                found.Add(file);
        return found;
    }

    private static bool IsCandidate(string file)
    {
        var name = Path.GetFileName(file);
        return name == "stdout" || Array.Exists(Endings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex("^part-[0-9]+$")]
    private static partial Regex PartName();
}
