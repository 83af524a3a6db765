using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;

namespace DefiNet.Dft.Tests.Surrogate;

/// <summary>Folders of runs that vanish with the test.</summary>
public abstract class RunFolders : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("definet-surrogate-").FullName;
    private int _count;

    public void Dispose()
    {
        Directory.Delete(_root, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected string NewFolder() => Directory.CreateDirectory(Path.Combine(_root, $"{++_count}")).FullName;

    private protected string NewRun(Structure start, string incar)
    {
        var folder = NewFolder();
        Write(folder, "POSCAR", start);
        File.WriteAllText(Path.Combine(folder, "INCAR"), incar);
        return folder;
    }

    private protected static void Write(string folder, string name, Structure structure) =>
        File.WriteAllText(Path.Combine(folder, name), PoscarWriter.ToText(structure));

    private protected static Structure Read(string folder, string name)
    {
        using var text = File.OpenText(Path.Combine(folder, name));
        return PoscarReader.Read(text, name);
    }

    private protected static string Text(string folder, string name) => File.ReadAllText(Path.Combine(folder, name));
}
