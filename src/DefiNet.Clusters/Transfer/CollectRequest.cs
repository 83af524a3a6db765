namespace DefiNet.Clusters.Transfer;

/// <summary>What is to come back of one run.</summary>
/// <param name="RemoteFolder">Folder of the run there.</param>
/// <param name="LocalFolder">Folder here; it is made when it is not there, and files of the same names are replaced.</param>
/// <param name="Fetch">Files that come; plain names, or patterns with * and ?.</param>
public sealed record CollectRequest(string RemoteFolder, string LocalFolder, IReadOnlyList<string> Fetch)
{
    /// <summary>Files that stay there and of which only size and hash come.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Files that stay there and of which nothing comes, whatever <see cref="Fetch"/> says; plain names, or patterns.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Larger files stay there, and size and hash come; null for no limit.</summary>
    public long? KeepLargerThanBytes { get; init; }
}
