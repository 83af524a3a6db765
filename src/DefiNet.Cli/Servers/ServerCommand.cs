using System.CommandLine;
using System.Runtime.CompilerServices;
using DefiNet.Server;

namespace DefiNet.Cli.Servers;

/// <summary><c>definet server</c>: campaigns, schedules and workflows in a browser and by an API.</summary>
public static class ServerCommand
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var urls = new Option<string>("--urls") { Description = "Addresses to listen on, apart by ';'. Off loopback they must be https, or a proxy must be named.", HelpName = "U", DefaultValueFactory = _ => DefaultUrl };
        var data = new Option<string>("--data") { Description = "Folder for the embedded store and the runs.", HelpName = "DIR", DefaultValueFactory = _ => "definet-data" };
        var database = new Option<string?>("--database") { Description = "The store: a SQLite file or a PostgreSQL connection string. Without it the variable DEFINET_STORE, then definet.db in the data folder.", HelpName = "STORE" };
        var hosts = new Option<string[]>("--host") { Description = "A name by which browsers reach the server, beside those of loopback; may be given again.", HelpName = "NAME" };
        var proxies = new Option<string[]>("--proxy") { Description = "Address of a proxy that ends TLS in front of the server; may be given again.", HelpName = "ADDRESS" };
        var certificate = new Option<string?>("--certificate") { Description = "Certificate for https, PEM.", HelpName = "FILE" };
        var certificateKey = new Option<string?>("--certificate-key") { Description = "Private key of the certificate, PEM.", HelpName = "FILE" };
        var campaigns = new Option<int>("--campaigns") { Description = "Campaigns run at the same time by this process; 0 for none.", HelpName = "N", DefaultValueFactory = _ => 2 };
        campaigns.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 100)
                result.AddError("--campaigns must be from 0 to 100.");
        });
        var newKey = new Option<bool>("--new-admin-key") { Description = "Make and print a new key for the administrator, although there is one." };
        var command = new Command("server", "Serves campaigns, schedules and workflows to browsers and programs, and runs campaigns. The first administrator's key is that of DEFINET_ADMIN_KEY, or made and printed once.") { urls, data, database, hosts, proxies, certificate, certificateKey, campaigns, newKey };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(urls), parsed.GetRequiredValue(data), parsed.GetValue(database), parsed.GetValue(hosts) ?? [], parsed.GetValue(proxies) ?? [],
            parsed.GetValue(certificate), parsed.GetValue(certificateKey), parsed.GetValue(campaigns), parsed.GetValue(newKey), cancellation));
        return command;
    }

    // Nothing of the server is loaded before this runs.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> RunAsync(
        string urls, string data, string? database, string[] hosts, string[] proxies, string? certificate, string? certificateKey, int campaigns, bool newKey, CancellationToken cancellation)
    {
        var options = new ServerOptions
        {
            Urls = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            DataFolder = data,
            Database = database,
            Hosts = hosts,
            Proxies = proxies,
            Certificate = certificate,
            CertificateKey = certificateKey,
            AdminKey = Environment.GetEnvironmentVariable(ServerOptions.AdminKeyVariable) is { Length: > 0 } key ? key : null,
            NewAdminKey = newKey,
            Campaigns = campaigns,
        };
        await ServerHost.RunAsync(options, Console.WriteLine, cancellation).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
