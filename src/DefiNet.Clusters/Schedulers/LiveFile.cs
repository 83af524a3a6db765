namespace DefiNet.Clusters.Schedulers;

/// <summary>A growing file of which the end is to be seen.</summary>
/// <param name="Token">The run it belongs to.</param>
/// <param name="File">Its path on the host.</param>
/// <param name="TailBytes">So many bytes of its end are looked at.</param>
public sealed record LiveFile(string Token, string File, int TailBytes)
{
    /// <summary>Basic regular expression of grep(1): only lines with it are sent; null for all.</summary>
    public string? Lines { get; init; }

    /// <summary>At most so many lines are sent, the last ones.</summary>
    public int MaxLines { get; init; } = 1000;
}
