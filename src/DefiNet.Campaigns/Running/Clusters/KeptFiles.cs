using System.Globalization;
using DefiNet.Clusters.Transfer;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>Notes in a run's folder here what stays on the cluster: the file <c>kept</c>, a line with SHA-256, size in bytes and name for each.</summary>
internal static class KeptFiles
{
    /// <summary>Name of the note.</summary>
    public const string Note = "kept";

    /// <summary>Writes the note, or removes it where nothing stayed.</summary>
    /// <param name="folder">The run's folder here.</param>
    /// <param name="files">Its files, those that stayed included.</param>
    public static void Write(string folder, IReadOnlyList<CollectedFile> files)
    {
        var note = Path.Combine(folder, Note);
        var kept = files.Where(file => file.LocalFile is null).ToList();
        if (kept.Count > 0)
            File.WriteAllLines(note, kept.Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Sha256 ?? "unknown"} {file.Bytes} {file.Name}")));
        else
            File.Delete(note);
    }
}
