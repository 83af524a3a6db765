using System.Collections.Immutable;
using System.IO.Enumeration;
using System.Text;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Errors;

/// <summary>Looks for errors in what a run left: OUTCAR, what the program and the scheduler printed.</summary>
/// <remarks>One pass in blocks, so memory does not grow with the file; at most <see cref="MaxFiles"/> files of a folder and <see cref="MaxBytes"/> bytes of each.</remarks>
public static class ErrorSearch
{
    /// <summary>Most files of a folder that are read.</summary>
    public const int MaxFiles = 64;

    /// <summary>Most bytes of a file that are read, unpacked.</summary>
    public const long MaxBytes = 1L << 33;

    private const int MaxText = 200;

    // Folders of runs are made by hand, by scripts and by other tools: these are the names that they give to what is printed.
    private static readonly string[] Printed =
    [
        "stdout", "stderr", "out", "err", "log", "*.out", "*.err", "*.log", "*.stdout", "*.stderr", "std_out.txt", "std_err.txt", "vasp_output", "slurm-*",
        "_scheduler-stdout.txt", "_scheduler-stderr.txt", "nohup.out", "output.txt", "error.txt",
    ];

    /// <summary>Every error that the files of a run's folder report, each name once a file; where a program or scheduler prints into another file, name it too.</summary>
    /// <param name="folder">The run's folder; its own folders are not looked into.</param>
    /// <param name="more">Further files.</param>
    public static ImmutableArray<ErrorSighting> In(string folder, params IReadOnlyList<string> more)
    {
        var sightings = ImmutableArray.CreateBuilder<ErrorSighting>();
        foreach (var file in FilesOf(folder).Take(MaxFiles).Concat(more))
            sightings.AddRange(InFile(file));
        return sightings.ToImmutable();
    }

    /// <summary>Every error that a file reports, each name once; none where there is no such file.</summary>
    public static ImmutableArray<ErrorSighting> InFile(string path)
    {
        if (!File.Exists(path))
            return [];
        // An OUTCAR holds the INCAR and long lists of names; only the program's own messages count there.
        var phrases = Path.GetFileName(path).StartsWith("OUTCAR", StringComparison.Ordinal) ? ErrorCatalogue.OfProgram : ErrorCatalogue.Everything;
        try
        {
            using var stream = OutputBytes.Open(path);
            return new Scan(path, phrases).Run(stream);
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>The error that explains the end best; null without one. Walltime, memory and nodes go before what the program prints, that before a crash, that before warnings; of equals the last report counts.</summary>
    public static ErrorSighting? Cause(IEnumerable<ErrorSighting> sightings)
    {
        ErrorSighting? best = null;
        foreach (var sighting in sightings)
            if (best is null || Rank(sighting.Error) > Rank(best.Error) || (Rank(sighting.Error) == Rank(best.Error) && sighting.File == best.File && sighting.Line >= best.Line))
                best = sighting;
        return best;
    }

    private static int Rank(RunError error) => 2 * (int)error.Kind + (error.Name is "internal_error" or "sick_job" or "mpi_abort" or "killed" ? 0 : 1);

    private static IEnumerable<string> FilesOf(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        return Directory.EnumerateFiles(folder)
            .Where(file => IsPrinted(Path.GetFileName(file)))
            .Order(StringComparer.Ordinal);
    }

    private static bool IsPrinted(string name)
    {
        if (name is "OUTCAR" or "OUTCAR.gz")
            return true;
        foreach (var pattern in Printed)
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
                return true;
        return IsJobFile(name);
    }

    // PBS and Grid Engine: name.o123, name.e123, name.po123, name.pe123, with an index behind a dash or a point.
    private static bool IsJobFile(string name)
    {
        var end = name.Length;
        while (end > 0 && (char.IsAsciiDigit(name[end - 1]) || (name[end - 1] is '.' or '-' && end < name.Length)))
            end--;
        var digits = name.AsSpan(end);
        return digits.Length > 0 && char.IsAsciiDigit(digits[0]) && (name.AsSpan(0, end) is [.., '.', 'o' or 'e'] or [.., '.', 'p', 'o' or 'e']);
    }

    // Blocks overlap by the longest phrase, so that none is cut in two; a phrase in the overlap is taken where it is whole.
    private sealed class Scan(string path, ErrorCatalogue.ErrorPhrases phrases)
    {
        private const int BlockSize = 1 << 18;

        private readonly Dictionary<string, ErrorSighting> _found = new(StringComparer.Ordinal);
        private long _lines = 1;

        public ImmutableArray<ErrorSighting> Run(Stream stream)
        {
            var buffer = new byte[BlockSize];
            var filled = 0;
            for (long read = 0; read < MaxBytes;)
            {
                int got;
                try
                {
                    got = stream.Read(buffer, filled, buffer.Length - filled);
                }
                catch (InvalidDataException)
                {
                    got = 0; // damaged or cut gzip: what stands before counts
                }

                read += got;
                filled += got;
                var last = got == 0 || read >= MaxBytes;
                var settled = last ? filled : Math.Max(0, filled - MaxText);
                if (settled == 0 && !last)
                    continue;
                Take(buffer.AsSpan(0, filled), settled);
                buffer.AsSpan(settled, filled - settled).CopyTo(buffer);
                filled -= settled;
                if (last)
                    break;
            }

            return [.. _found.Values.OrderBy(sighting => sighting.Line)];
        }

        private void Take(ReadOnlySpan<byte> block, int settled)
        {
            var counted = 0;
            for (var at = 0; (at = phrases.Search.Next(block, at, out var phrase)) >= 0 && at < settled; at++)
            {
                _lines += block[counted..at].Count((byte)'\n');
                counted = at;
                Note(phrases[phrase], block, at);
            }

            _lines += block[counted..settled].Count((byte)'\n');
        }

        private void Note(RunError error, ReadOnlySpan<byte> block, int at)
        {
            var known = _found.GetValueOrDefault(error.Name);
            if (known is not null && known.Line == _lines)
                return;
            var begin = Math.Max(block[..at].LastIndexOf((byte)'\n') + 1, at - MaxText / 2);
            var line = block[begin..Math.Min(block.Length, begin + MaxText)];
            if (line.IndexOf((byte)'\n') is var end and >= 0)
                line = line[..end];
            _found[error.Name] = new(error, path, _lines, Clean(line), (known?.Times ?? 0) + 1);
        }

        private static string Clean(ReadOnlySpan<byte> line)
        {
            var text = new StringBuilder(line.Length);
            foreach (var c in line)
                text.Append(c is >= 32 and < 127 ? (char)c : ' ');
            return text.ToString().Trim().Trim('|', ' ');
        }
    }
}
