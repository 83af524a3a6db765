using System.CommandLine;
using DefiNet.Cli.Output;
using DefiNet.Crystals.Formats;

namespace DefiNet.Cli.Structures;

/// <summary>Does the same with many structure files, several at a time, and tells the results in the order in which the files were given.</summary>
internal static class StructureFiles
{
    /// <summary>The argument FILE….</summary>
    public static Argument<string[]> Argument() => new("FILE")
    {
        Description = "Structure files; a folder stands for all structure files in it and below.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The files that the arguments stand for.</summary>
    public static List<string> Expand(IEnumerable<string> arguments)
    {
        var files = new List<string>();
        foreach (var argument in arguments)
        {
            if (!Directory.Exists(argument))
            {
                files.Add(argument);
                continue;
            }

            var found = Directory.EnumerateFiles(argument, "*", SearchOption.AllDirectories).Where(file => StructureFile.FormatOfName(file) is not null).ToList();
            if (found.Count == 0)
                throw new UsageException($"There is no structure file in {argument}; name files, or a folder that holds POSCAR, CIF or extended XYZ files.");
            found.Sort(StringComparer.Ordinal);
            files.AddRange(found);
        }

        return files;
    }

    /// <summary>Does <paramref name="work"/> with every file and tells each result in order; what is wrong with a file goes to standard error and the others go on.</summary>
    /// <returns>0, or the exit code of the first failure.</returns>
    public static int ForEach<T>(IReadOnlyList<string> files, string what, Func<string, T> work, Action<T> tell)
    {
        var exitCode = ExitCode.Done;
        using var progress = new ProgressLine(what, files.Count);
        var results = files.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.AutoBuffered).Select(file => Try(file, work));
        foreach (var (result, failure) in files.Count == 1 ? files.Select(file => Try(file, work)) : results)
        {
            if (failure is null)
            {
                tell(result!);
            }
            else
            {
                Console.Error.WriteLine(Complaint.SentenceOf(failure));
                exitCode = exitCode == ExitCode.Done ? Complaint.ExitCodeOf(failure)!.Value : exitCode;
            }

            progress.Advance();
        }

        return exitCode;
    }

    private static (T? Result, Exception? Failure) Try<T>(string file, Func<string, T> work)
    {
        try
        {
            return (work(file), null);
        }
        catch (Exception failure) when (Complaint.ExitCodeOf(failure) is not null)
        {
            return (default, failure);
        }
    }
}
