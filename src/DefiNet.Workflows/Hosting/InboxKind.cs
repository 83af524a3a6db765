namespace DefiNet.Workflows.Hosting;

/// <summary>What instances can be told.</summary>
internal static class InboxKind
{
    public const string Resume = "resume";
    public const string Cancel = "cancel";
    public const string Retry = "retry";
    public const string Variables = "variables";
}
