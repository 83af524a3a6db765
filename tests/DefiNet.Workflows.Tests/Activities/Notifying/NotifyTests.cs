using System.Net;
using System.Net.Sockets;
using System.Text;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Workflows.Tests.Activities.Http;
using DefiNet.Workflows.Tests.Hosting;
using static DefiNet.Workflows.Tests.Hosting.Drawing;

namespace DefiNet.Workflows.Tests.Activities.Notifying;

public sealed class NotifyTests
{
    [Fact]
    public async Task A_webhook_is_posted_again_with_the_same_key_until_it_arrives_and_the_instance_does_not_wait_for_that()
    {
        await using var site = await Site.Start((_, request) => (request == 1 ? 500 : 204, ""));
        await using var workflows = new TestWorkflows(TestStore.OnSqlite(), configure: options => options.AllowedHosts = [site.Address]);
        await workflows.StartPump();
        var id = workflows.Publish(Of(Sequence(Activity("tell", "DefiNet.NotifyWebhook", $""" "url": {Literal($"http://{site.Address}/hook")}, "content": {Script("`${1 + 1} pairs`")} """), Line("after", "after"))));

        var ended = await workflows.Ends(workflows.Runtime.Start(id));
        await Until(() => site.Asked.Count == 2 && NoMessages(workflows));

        Assert.Equal("after", ended.Lines);
        Assert.All(site.Asked, asked => Assert.Equal(("POST /hook", """{"text":"2 pairs"}"""), (asked.Request, asked.Body)));
        Assert.Single(site.Asked.Select(asked => asked.Key).Distinct());
    }

    [Fact]
    public async Task A_mail_reaches_the_mail_server_with_its_subject_on_one_line_and_a_key_of_its_own()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var received = Receive(listener, TestContext.Current.CancellationToken);
        await using var workflows = new TestWorkflows(TestStore.OnSqlite(), configure: options => (options.MailServer, options.MailFrom) = ($"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", "definet@example.org"));
        await workflows.StartPump();
        var id = workflows.Publish(Of(Activity("mail", "DefiNet.NotifyMail", $""" "to": {Literal("somebody@example.org")}, "subject": {Script("'Saved\\r\\nBcc: everybody@example.org'")}, "body": {Literal("A third of the steps.")} """)));

        var ended = await workflows.Ends(workflows.Runtime.Start(id));
        var mail = await received;
        await Until(() => NoMessages(workflows));

        Assert.Contains("RCPT TO:<somebody@example.org>", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: Saved Bcc: everybody@example.org", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("RCPT TO:<everybody", mail, StringComparison.Ordinal);
        Assert.Contains($"Message-ID: <{ended.Executions.Single().Id}", mail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("A third of the steps.", mail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody", "'nobody' is no mail address.")]
    [InlineData("a@b.org, nobody", "'nobody' is no mail address.")]
    public async Task A_mail_to_nobody_is_an_incident(string to, string sentence)
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite(), configure: options => options.MailServer = "127.0.0.1:1");

        var ended = await workflows.Run(Of(Activity("mail", "DefiNet.NotifyMail", $""" "to": {Literal(to)} """)), expected: "Faulted");

        Assert.Contains(sentence, Assert.Single(ended.Incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_mail_server_a_mail_is_an_incident()
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite());

        var ended = await workflows.Run(Of(Activity("mail", "DefiNet.NotifyMail", $""" "to": {Literal("a@b.org")} """)), expected: "Faulted");

        Assert.Contains("knows no mail server", Assert.Single(ended.Incidents).Message, StringComparison.Ordinal);
    }

    private static bool NoMessages(TestWorkflows workflows)
    {
        using var context = workflows.Store.NewContext();
        return !context.WorkflowMessages.Any();
    }

    private static async Task Until(Func<bool> done)
    {
        while (!done())
            await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    // As much of SMTP (RFC 5321) as a mail needs.
    private static async Task<string> Receive(TcpListener listener, CancellationToken cancellation)
    {
        using var client = await listener.AcceptTcpClientAsync(cancellation);
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await using var writer = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        var (all, content) = (new StringBuilder(), false);
        await writer.WriteLineAsync("220 here");
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            all.AppendLine(line);
            if (content && line != ".")
                continue;
            content = line == "DATA";
            await writer.WriteLineAsync(line switch { "DATA" => "354 go on", "QUIT" => "221 bye", _ => "250 well" });
            if (line is "." or "QUIT")
                break;
        }

        return all.ToString();
    }
}
