namespace DefiNet.Workflows.Rest;

/// <summary>Marks routes that only read although they are posted to, so that a host lets viewers use them and keeps them out of its audit.</summary>
public sealed class ReadsOnly
{
    /// <summary>The mark.</summary>
    public static readonly ReadsOnly Mark = new();
}
