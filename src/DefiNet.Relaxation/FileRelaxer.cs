using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats;
using DefiNet.Relaxation.Minimisation;

namespace DefiNet.Relaxation;

/// <summary>Relaxes structures that lie in files: finds their defects, makes a start, and writes it. Safe to use from several threads.</summary>
public sealed class FileRelaxer
{
    private const string TrajectoryEnding = "-steps.extxyz";

    private readonly IRelaxer _relaxer;
    private readonly Host? _host;
    private readonly string _folder;
    private readonly StructureFormat? _format;
    private readonly IReadOnlyList<string> _paths;
    private readonly string[] _names;

    /// <summary>Prepares.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="relaxer">What makes the starts.</param>
    /// <param name="host">The host of all files; null to try the built-in ones.</param>
    /// <param name="folder">Folder to write to; made when it is not there.</param>
    /// <param name="format">Format to write; null for that of each file.</param>
    public FileRelaxer(IReadOnlyList<string> paths, IRelaxer relaxer, Host? host, string folder, StructureFormat? format)
    {
        (_paths, _relaxer, _host, _folder, _format) = (paths, relaxer, host, folder, format);
        _names = OutputNames(paths, relaxer.Name);
    }

    /// <summary>Whether the steps of an iterative relaxer are written as well, as extended XYZ beside the start.</summary>
    public bool WritesTrajectories { get; init; }

    /// <summary>Relaxes the file of that index and writes the start.</summary>
    /// <returns>The start and the file that holds it.</returns>
    /// <exception cref="CrystalException">The file is no structure of the host.</exception>
    /// <exception cref="RelaxationException">The relaxer cannot treat it, or the folder cannot be made.</exception>
    public (RelaxedStart Start, string Path) Relax(int index, CancellationToken cancellation)
    {
        var path = _paths[index];
        var structure = StructureFile.Read(path, out var format);
        var configuration = FindDefects(path, structure);
        MakeFolder();
        var start = Relax(configuration, _names[index], cancellation);
        var output = Path.Combine(_folder, _names[index] + EndingOf(_format ?? format));
        StructureFile.Write(start.Structure, output, _format ?? format);
        return (start, output);
    }

    /// <summary>The atoms of a relaxed pristine supercell in the order of the ideal sites.</summary>
    /// <exception cref="RelaxationException">The file holds defects.</exception>
    public static Structure ReadRelaxedHost(string path, Host? host)
    {
        var structure = StructureFile.Read(path);
        var found = DefectFinder.Find(host, structure).Configuration;
        if (!found.Defects.IsEmpty)
            throw new RelaxationException($"{path}: the relaxed host has defects ({found.Descriptor}); it must be the pristine supercell.");
        var atomAt = new int[structure.Count];
        for (var atom = 0; atom < atomAt.Length; atom++)
            atomAt[found.Sites[atom]] = atom;
        return new Structure(structure.Lattice, [.. atomAt.Select(atom => structure.Species[atom])], [.. atomAt.Select(atom => structure.Fractional[atom])], structure.Comment);
    }

    private void MakeFolder()
    {
        try
        {
            Directory.CreateDirectory(_folder);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new RelaxationException($"There can be no folder '{_folder}' for the relaxed structures; name another place.", cause);
        }
    }

    private RelaxedStart Relax(Configuration configuration, string name, CancellationToken cancellation)
    {
        if (!WritesTrajectories || _relaxer is not ITracedRelaxer traced)
            return _relaxer.Relax(configuration, cancellation);
        using var text = File.CreateText(Path.Combine(_folder, name + TrajectoryEnding));
        return traced.Relax(configuration, new Trajectory(text), cancellation);
    }

    private Configuration FindDefects(string path, Structure structure)
    {
        try
        {
            return DefectFinder.Find(_host, structure).Configuration;
        }
        catch (CrystalException cause)
        {
            throw new CrystalException($"{path}: {cause.Message}", cause);
        }
    }

    // The input's name and the relaxer's; where two inputs have the same name, the later ones get a number.
    private static string[] OutputNames(IReadOnlyList<string> paths, string relaxer)
    {
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new string[paths.Count];
        for (var index = 0; index < names.Length; index++)
        {
            var name = $"{Path.GetFileNameWithoutExtension(paths[index])}_{relaxer.Replace(',', '-')}";
            var before = taken.GetValueOrDefault(name);
            taken[name] = before + 1;
            names[index] = before == 0 ? name : $"{name}-{before + 1}";
        }

        return names;
    }

    private static string EndingOf(StructureFormat format) => format switch
    {
        StructureFormat.Cif => ".cif",
        StructureFormat.ExtendedXyz => ".extxyz",
        _ => ".vasp",
    };
}
