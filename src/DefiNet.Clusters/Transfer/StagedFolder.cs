namespace DefiNet.Clusters.Transfer;

/// <summary>A folder of inputs that is to be on a host.</summary>
/// <param name="LocalFolder">Folder here; its files go, folders inside it do not.</param>
/// <param name="RemoteFolder">Its name there. When it exists it is left as it is, since it appears only whole.</param>
public sealed record StagedFolder(string LocalFolder, string RemoteFolder)
{
    /// <summary>Whether, when it exists, its files are brought anew and others in it left.</summary>
    public bool Renew { get; init; }
}
