using System.Collections.Immutable;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft.Errors;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Vasp;

/// <summary>Reads a run from its files or from the folders of its parts.</summary>
public static class RecordReader
{
    // The best source first: forces, times and messages are only in OUTCAR.
    private static readonly string[] Outputs = ["OUTCAR", "OUTCAR.gz", "vasprun.xml", "vasprun.xml.gz", "OSZICAR", "OSZICAR.gz"];

    // A CONTCAR that belongs to the last printed positions (five decimals) agrees with them to this, in Angstrom.
    private const double SamePosition = 1e-4;

    // Schedulers print their last word soon after the program's; copying shuffles the times of files a little.
    private static readonly TimeSpan SchedulerDelay = TimeSpan.FromMinutes(5);

    /// <summary>Reads one output file of any kind; POSCAR, CONTCAR and INCAR beside it tell which atoms are frozen and what the criterion is with all its digits.</summary>
    /// <exception cref="DftException">It is none of VASP's output files.</exception>
    public static VaspRun ReadFile(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var output = ReadOutput(path, IsPlainName(path) ? Beside(folder) : new(null, default, null));
        return new(path, [output], FinalStructure(output, IsPlainName(path) ? folder : null));
    }

    /// <summary>Reads a run from the folders of its parts, oldest first; a folder without any output is a part that did not begin.</summary>
    /// <param name="folders">One folder or more.</param>
    /// <param name="path">What the run is called; the first folder when left out.</param>
    /// <exception cref="DftException">No folder has an output.</exception>
    public static VaspRun ReadFolders(IReadOnlyList<string> folders, string? path = null)
    {
        var parts = ImmutableArray.CreateBuilder<VaspOutput>();
        Structure? final = null;
        foreach (var folder in folders)
        {
            foreach (var file in OutputsIn(folder))
            {
                var output = ReadOutput(file, Beside(folder));
                parts.Add(output);
                if (output.IonicSteps > 0)
                    final = FinalStructure(output, folder);
            }
        }

        return parts.Count > 0
            ? new(path ?? folders[0], parts.DrainToImmutable(), final)
            : throw new DftException($"{(folders.Count > 0 ? folders[^1] : path)}: there is no OUTCAR, vasprun.xml or OSZICAR; a run's folder has one of them.");
    }

    /// <summary>The record of a run from the folders of its parts, oldest first; the final structure is in the files' order.</summary>
    /// <exception cref="DftException">No folder has an output.</exception>
    public static IonicRecord ReadRecord(IReadOnlyList<string> folders) => ReadFolders(folders).ToRecord();

    /// <summary>The output files to read in a folder: the best of those there, or all parts of a relaxation in several (<c>OUTCAR.relax1</c>, <c>OUTCAR.relax2</c>).</summary>
    internal static IReadOnlyList<string> OutputsIn(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        foreach (var name in Outputs)
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
                return [path];
        }

        var relaxations = new List<string>();
        for (var number = 1; number < 100; number++)
        {
            var plain = Path.Combine(folder, $"OUTCAR.relax{number}");
            var found = File.Exists(plain) ? plain : File.Exists(plain + ".gz") ? plain + ".gz" : null;
            if (found is null)
                break;
            relaxations.Add(found);
        }

        return relaxations;
    }

    private static bool IsPlainName(string path) => Outputs.Contains(Path.GetFileName(path));

    private static VaspOutput ReadOutput(string path, Neighbours beside)
    {
        var options = new VaspReadOptions { Freedom = beside.Freedom, Ediffg = beside.Ediffg };
        var output = VaspFileSniffer.KindOf(path) switch
        {
            VaspFileKind.Outcar => WithSpecies(OutcarReader.Read(path, options), beside.Poscar),
            VaspFileKind.Vasprun => VasprunReader.Read(path, options),
            VaspFileKind.Oszicar => OszicarReader.Read(path),
            VaspFileKind.Xdatcar => Frames(path, beside.Poscar),
            _ => throw new DftException($"{path}: this is no OUTCAR, OSZICAR, XDATCAR or vasprun.xml; give one of these, plain or gzip."),
        };
        return IsPlainName(path) ? WithInterruption(output, path) : output;
    }

    // What broke a run off stands in what the scheduler printed, later than the run's own last line; an older file is about an older job.
    private static VaspOutput WithInterruption(VaspOutput output, string path)
    {
        if (output.Finished != false || output.Stopped)
            return output;
        var last = File.GetLastWriteTimeUtc(path) - SchedulerDelay;
        var cause = ErrorSearch.Cause(ErrorSearch.In(Path.GetDirectoryName(Path.GetFullPath(path))!).Where(sighting => File.GetLastWriteTimeUtc(sighting.File) >= last));
        if (cause?.Error is not { Kind: >= ErrorKind.Crash } error)
            return output;
        var interrupted = error.Kind == ErrorKind.Walltime ? output with { AtWalltime = true } : output with { Error = output.Error ?? error.Name };
        return interrupted.AppendedRuns.IsEmpty
            ? interrupted
            : interrupted with { AppendedRuns = interrupted.AppendedRuns.SetItem(interrupted.AppendedRuns.Length - 1, interrupted.AppendedRuns[^1] with { Ended = interrupted.Ended, Error = interrupted.Error }) };
    }

    // Steps of an XDATCAR have positions and nothing else.
    private static VaspOutput Frames(string path, Structure? poscar)
    {
        XdatcarFrame? last = null;
        var steps = ImmutableArray.CreateBuilder<IonicStep>();
        var summary = XdatcarReader.Read(path, frame =>
        {
            last = frame;
            steps.Add(new(steps.Count + 1, double.NaN, null, double.NaN, double.NaN, 0, null));
        });
        var output = new VaspOutput { Kind = VaspFileKind.Xdatcar, Steps = steps.DrainToImmutable(), Parts = Math.Max(1, summary.Runs), Atoms = last?.Fractional.Length, Species = last?.Species ?? default };
        return last is { Lattice: { } lattice } ? WithSpecies(output with { Last = new(lattice, [.. last.Fractional.Select(lattice.ToCartesian)], [], null) }, poscar) : output;
    }

    private static VaspOutput WithSpecies(VaspOutput output, Structure? poscar) =>
        output.Species.IsDefault && poscar is not null && output.Last is { } last && last.Positions.Length == poscar.Count ? output with { Species = poscar.Species } : output;

    private static Neighbours Beside(string folder)
    {
        double? criterion = null;
        if (Existing(folder, "INCAR") is { } incar)
        {
            try
            {
                using var text = Text(incar);
                criterion = Incar.Read(text, incar).Number("EDIFFG");
            }
            catch (Exception refusal) when (refusal is DftException or InvalidDataException)
            {
                // The output says it too, with fewer digits; a spoilt INCAR does not spoil what was run.
            }
        }

        var poscar = Existing(folder, "POSCAR") is { } path ? TryPoscar(path, null) : null;
        poscar ??= Existing(folder, "CONTCAR") is { } contcar ? ContcarReader.TryRead(contcar, null, out _) : null;
        return new(poscar, poscar?.Freedom ?? FreedomWithoutNames(folder), criterion);
    }

    // A POSCAR in VASP 4's layout names no species, but says which atoms are frozen.
    private static ImmutableArray<AxisFreedom> FreedomWithoutNames(string folder)
    {
        const int lineOfCounts = 6;
        if (Existing(folder, "POSCAR") is not { } path)
            return default;
        var groups = 0;
        try
        {
            using var text = Text(path);
            var lines = new LineCursor(text, path);
            for (var line = 1; line <= lineOfCounts; line++)
                groups = LineCursor.Fields(lines.Next("the numbers of atoms")).TakeWhile(field => int.TryParse(field, out _)).Count();
        }
        catch (Exception refusal) when (refusal is CrystalException or InvalidDataException)
        {
            return default;
        }

        return groups == 0 ? default : TryPoscar(path, [.. Enumerable.Repeat(new Element(1), groups)])?.Freedom ?? default;
    }

    private static Structure? TryPoscar(string path, IReadOnlyList<Element>? species)
    {
        try
        {
            using var text = Text(path);
            return PoscarReader.Read(text, path, species);
        }
        catch (Exception refusal) when (refusal is CrystalException or InvalidDataException)
        {
            return null;
        }
    }

    // Plain before packed; null where there is neither.
    private static string? Existing(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path : File.Exists(path + ".gz") ? path + ".gz" : null;
    }

    private static StreamReader Text(string path) => new(OutputBytes.Open(path), Encoding.Latin1);

    // CONTCAR has all digits, but holds positions already moved on where the run was not over; only where both agree it is the better source.
    private static Structure? FinalStructure(VaspOutput output, string? folder)
    {
        var printed = output.LastStructure;
        if (printed is null || folder is null || Existing(folder, "CONTCAR") is not { } path || ContcarReader.TryRead(path, printed, out _) is not { } contcar)
            return printed;
        for (var atom = 0; atom < printed.Count; atom++)
        {
            var difference = contcar.Fractional[atom] - printed.Fractional[atom];
            var wrapped = new Vector3(difference.X - Math.Round(difference.X), difference.Y - Math.Round(difference.Y), difference.Z - Math.Round(difference.Z));
            if (!(printed.Lattice.ToCartesian(wrapped).Length <= SamePosition))
                return printed;
        }

        return contcar;
    }

    private sealed record Neighbours(Structure? Poscar, ImmutableArray<AxisFreedom> Freedom, double? Ediffg);
}
