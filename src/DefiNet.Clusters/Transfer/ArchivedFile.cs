namespace DefiNet.Clusters.Transfer;

/// <summary>A file that was taken out of an archive.</summary>
/// <param name="Folder">Its folder in the archive.</param>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Hexadecimal SHA-256 of its contents.</param>
/// <param name="File">Where it lies here, under a temporary name.</param>
internal sealed record ArchivedFile(string Folder, string Name, long Bytes, string Sha256, string File);
