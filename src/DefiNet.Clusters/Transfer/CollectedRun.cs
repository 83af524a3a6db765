namespace DefiNet.Clusters.Transfer;

/// <summary>What came back of one run.</summary>
/// <param name="RemoteFolder">Folder of the run there.</param>
/// <param name="FolderExists">Whether the folder is there.</param>
/// <param name="Files">Its files that were asked for and are there, those that stayed included.</param>
public sealed record CollectedRun(string RemoteFolder, bool FolderExists, IReadOnlyList<CollectedFile> Files);
