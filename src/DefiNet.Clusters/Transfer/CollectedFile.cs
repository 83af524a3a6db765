namespace DefiNet.Clusters.Transfer;

/// <summary>A file of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Hexadecimal SHA-256; null where the host could not tell it.</param>
/// <param name="LocalFile">Where it is now; null when it stayed there.</param>
public sealed record CollectedFile(string Name, long Bytes, string? Sha256, string? LocalFile);
