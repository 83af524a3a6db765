using System.Collections.Immutable;

namespace DefiNet.Dft.Vasp;

/// <summary>Where a run's output lies.</summary>
/// <param name="Path">What the run is called: its folder or file; of a restarted run the folder that holds the parts, or the first part.</param>
/// <param name="Folders">Folders of its parts, oldest first; empty when the run is a single file.</param>
public sealed record RunLocation(string Path, ImmutableArray<string> Folders)
{
    /// <summary>Its output files, oldest first.</summary>
    public IReadOnlyList<string> Outputs => Folders.IsEmpty ? [Path] : [.. Folders.SelectMany(RecordReader.OutputsIn)];

    /// <summary>Reads the run.</summary>
    /// <exception cref="DftException">There is no readable output.</exception>
    public VaspRun Read() => Folders.IsEmpty ? RecordReader.ReadFile(Path) : RecordReader.ReadFolders(Folders, Path);
}
