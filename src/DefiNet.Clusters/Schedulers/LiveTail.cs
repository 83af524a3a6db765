namespace DefiNet.Clusters.Schedulers;

/// <summary>The end of a growing file.</summary>
/// <param name="Token">The run it belongs to.</param>
/// <param name="File">Its path on the host.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Text">Its last lines as asked for; the first may be cut.</param>
public sealed record LiveTail(string Token, string File, long Bytes, string Text);
