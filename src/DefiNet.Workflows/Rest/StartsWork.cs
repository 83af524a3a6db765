namespace DefiNet.Workflows.Rest;

/// <summary>Marks routes that start something although they may be asked by GET, so that a host audits them and lets no other site's page ask them.</summary>
public sealed class StartsWork
{
    /// <summary>The mark.</summary>
    public static readonly StartsWork Mark = new();
}
