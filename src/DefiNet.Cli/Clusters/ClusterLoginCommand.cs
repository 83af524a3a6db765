using System.CommandLine;
using System.Diagnostics;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;

namespace DefiNet.Cli.Clusters;

/// <summary><c>definet cluster login</c>: opens the shared connection in the person's terminal, with whatever the site asks for. ssh alone sees passwords and codes.</summary>
public static class ClusterLoginCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var name = ClusterCommand.Name();
        var close = new Option<bool>("--close") { Description = "Close the connection instead." };
        var command = new Command("login", "Logs in once, with a password or a code where the site asks for one; the connection then serves the server and every command.") { name, close };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(name), parsed.GetValue(close), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string name, bool close, CancellationToken cancellation)
    {
        var cluster = ClusterFolder.Find(name);
        if (HostFactory.OptionsOf(cluster) is not { } options)
            throw new UsageException($"The cluster {name} is this machine; there is nothing to log in to.");
        var host = new OpenSshHost(options);
        await using (host.ConfigureAwait(false))
        {
            if (close)
            {
                await host.CloseAsync(cancellation).ConfigureAwait(false);
                await Console.Error.WriteLineAsync($"The connection to {options.Host} is closed.").ConfigureAwait(false);
                return ExitCode.Done;
            }

            if (!await host.IsOpenAsync(cancellation).ConfigureAwait(false))
            {
                var command = OpenSshHost.LoginCommand(options);
                using var ssh = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false })!;
                await ssh.WaitForExitAsync(cancellation).ConfigureAwait(false);
                if (ssh.ExitCode != 0)
                    throw new WorkFailedException($"ssh could not log in to {options.Host}; its own words stand above.");
            }

            await Console.Error.WriteLineAsync($"Logged in to {options.Host}; the connection stays open for {options.Persist.TotalHours:0} h after its last use. A cluster that was paused for the login goes on by itself.").ConfigureAwait(false);
            return ExitCode.Done;
        }
    }
}
