namespace DefiNet.Workflows.Activities.Notifying;

/// <summary>A mail to send.</summary>
/// <param name="To">Who gets it.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Body">Its text.</param>
internal sealed record MailMessageToSend(string To, string Subject, string Body)
{
    public const string Kind = "Mail";
}
