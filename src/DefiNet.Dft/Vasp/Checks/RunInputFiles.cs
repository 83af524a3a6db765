using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft.Vasp.Potcars;

namespace DefiNet.Dft.Vasp.Checks;

/// <summary>The inputs of a run as far as they could be read, and complaints about those that could not.</summary>
public sealed record RunInputFiles
{
    /// <summary>The run's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The settings; null without a readable INCAR.</summary>
    public Incar? Incar { get; init; }

    /// <summary>The atoms; null without a readable POSCAR.</summary>
    public Structure? Poscar { get; init; }

    /// <summary>The k-points; null without a readable KPOINTS.</summary>
    public Kpoints? Kpoints { get; init; }

    /// <summary>The potentials; default without a readable POTCAR.</summary>
    public ImmutableArray<PotcarHeader> Potcar { get; init; }

    /// <summary>Complaints about files that are missing or cannot be read.</summary>
    public ImmutableArray<InputProblem> Problems { get; init; } = [];

    /// <summary>Path of the INCAR.</summary>
    public string IncarPath => Path.Combine(Folder, "INCAR");

    /// <summary>Path of the POSCAR.</summary>
    public string PoscarPath => Path.Combine(Folder, "POSCAR");

    /// <summary>Path of the KPOINTS.</summary>
    public string KpointsPath => Path.Combine(Folder, "KPOINTS");

    /// <summary>Path of the POTCAR.</summary>
    public string PotcarPath => Path.Combine(Folder, "POTCAR");

    /// <summary>Reads what is in a folder.</summary>
    public static RunInputFiles Read(string folder)
    {
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        var files = new RunInputFiles { Folder = folder };
        files = files with
        {
            Incar = Try(files.IncarPath, Vasp.Incar.Read, problems, "it says how to relax, such as IBRION = 2 and NSW = 200"),
            Poscar = Try(files.PoscarPath, ReadPoscar, problems, "it says where the atoms start"),
            Kpoints = Try(files.KpointsPath, Vasp.Kpoints.Read, problems, null),
            Potcar = Try(files.PotcarPath, path => new Boxed(PotcarReader.Read(path)), problems, null)?.Headers ?? default,
        };
        return files with { Problems = problems.DrainToImmutable() };
    }

    private static Structure ReadPoscar(string path)
    {
        using var text = File.OpenText(path);
        return PoscarReader.Read(text, path);
    }

    private static T? Try<T>(string path, Func<string, T> read, ImmutableArray<InputProblem>.Builder problems, string? needed) where T : class
    {
        if (!File.Exists(path))
        {
            if (needed is not null)
                problems.Add(new(true, path, 0, "", $"the file is missing; {needed}"));
            return null;
        }

        try
        {
            return read(path);
        }
        catch (Exception failure) when (failure is DftException or CrystalException or IOException or UnauthorizedAccessException)
        {
            problems.Add(Of(failure.Message, path));
            return null;
        }
    }

    // "INCAR:3: sentence." is file, line and sentence already.
    internal static InputProblem Of(string sentence, string path)
    {
        var line = 0;
        var text = sentence.StartsWith(path, StringComparison.Ordinal) ? sentence[path.Length..] : sentence;
        if (text.StartsWith(':') && text.IndexOf(':', 1) is var end and > 1 && int.TryParse(text.AsSpan(1, end - 1), out line))
            text = text[end..];
        return new(true, path, line, "", text.TrimStart(':', ' ').TrimEnd('.'));
    }

    private sealed record Boxed(ImmutableArray<PotcarHeader> Headers);
}
