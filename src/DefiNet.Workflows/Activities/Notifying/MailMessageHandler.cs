using System.Globalization;
using System.Net.Mail;
using System.Text.Json;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Notifying;

/// <summary>Sends mails.</summary>
internal sealed class MailMessageHandler(WorkflowOptions options) : IMessageHandler
{
    private const int UsualPort = 25;

    public string MessageKind => MailMessageToSend.Kind;

    public async Task HandleAsync(string key, string payload, CancellationToken cancellation)
    {
        var message = JsonSerializer.Deserialize<MailMessageToSend>(payload, JsonValues.Options)!;
        var server = (options.MailServer ?? throw new WorkflowException("This server knows no mail server.")).Split(':');
        using var client = new SmtpClient(server[0], server.Length > 1 && int.TryParse(server[1], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : UsualPort);
        using var mail = new MailMessage(options.MailFrom, message.To, message.Subject, message.Body);
        // The same each time, so that a mail server or reader can tell a repetition.
        mail.Headers.Add("Message-ID", $"<{key}@definet>");
        await client.SendMailAsync(mail, cancellation).ConfigureAwait(false);
    }
}
