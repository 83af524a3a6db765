using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Activities.Notifying;

/// <summary>Sends a mail; repeated until the mail server takes it.</summary>
[Activity("DefiNet", "DefiNet", "Sends a mail, again and again until the mail server takes it.", DisplayName = "Notify (mail)")]
public sealed class NotifyMail : CodeActivity
{
    /// <summary>Who gets it.</summary>
    [Input(Description = "Who gets it; several with commas between them.")]
    public Input<string> To { get; set; } = new("");

    /// <summary>Its subject.</summary>
    [Input(Description = "Its subject.")]
    public Input<string> Subject { get; set; } = new("");

    /// <summary>Its text.</summary>
    [Input(Description = "Its text.", UIHint = "multiline")]
    public Input<string?> Body { get; set; } = new("");

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        if (context.GetRequiredService<WorkflowOptions>().MailServer is null)
            throw new WorkflowException("This server knows no mail server; its administrator names one.");
        var to = context.Get(To) ?? "";
        foreach (var one in to.Split(','))
            if (!System.Net.Mail.MailAddress.TryCreate(one, out _))
                throw new WorkflowException($"'{JsonValues.Short(one.Trim())}' is no mail address.");
        context.Send(MailMessageToSend.Kind, new MailMessageToSend(to, (context.Get(Subject) ?? "").ReplaceLineEndings(" "), context.Get(Body) ?? ""));
    }
}
