using System.Diagnostics;
using System.Net.Sockets;
using DefiNet.Clusters.Hosts;

namespace DefiNet.Clusters.Tests.Fixtures;

/// <summary>A real sshd on loopback with its own port, host key and configuration, for the user <c>dfntest</c> when the tests run as root and for the own user otherwise. It is started and stopped here; no systemd takes part.</summary>
public sealed class SshServer : IAsyncDisposable
{
    private const string TestUser = "dfntest";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly List<OpenSshOptions> _used = [];
    private Process? _server;

    private SshServer(string folder, string user, int port) => (Folder, User, Port) = (folder, user, port);

    /// <summary>Folder of the server's own files; everybody may pass through.</summary>
    public string Folder { get; }

    /// <summary>Who logs in.</summary>
    public string User { get; }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Folder that belongs to the user who logs in.</summary>
    public string Home => Path.Combine(Folder, "home");

    /// <summary>Lines for the server's configuration, such as <c>MaxSessions 2</c>; heeded by the next start.</summary>
    public IReadOnlyList<string> Extra { get; set; } = [];

    /// <summary>Why no server can run here; null when one can.</summary>
    public static string? Lacking =>
        Shell.Find("sshd") is null ? "sshd is not installed (package openssh-server)" : Shell.Find("ssh") is null ? "ssh is not installed (package openssh-client)" : null;

    /// <summary>Starts a server, or skips the test with the reason.</summary>
    public static SshServer Start(params IReadOnlyList<string> extra)
    {
        if (Lacking is { } reason)
            Assert.Skip(reason);
        var folder = Directory.CreateTempSubdirectory("dfn-ssh-").FullName;
        var user = Environment.UserName == "root" ? MakeTestUser() : Environment.UserName;
        var server = new SshServer(folder, user, FreePort.Take(1)[0]) { Extra = extra };
        server.Prepare();
        server.Run();
        return server;
    }

    /// <summary>The host as the client sees it.</summary>
    public OpenSshHost Connect(int maxSessions = 6)
    {
        var options = Options with { MaxSessions = maxSessions };
        _used.Add(options);
        return new OpenSshHost(options);
    }

    /// <summary>How a client reaches it.</summary>
    public OpenSshOptions Options => new("dfn-test") { ConfigFile = Path.Combine(Folder, "ssh_config"), ConnectTimeout = TimeSpan.FromSeconds(10), Persist = TimeSpan.FromMinutes(10), Cluster = "test" };

    /// <summary>Makes every command go through another login shell, exactly as sshd would call it.</summary>
    public void UseShell(string shell)
    {
        var wrapper = Path.Combine(Folder, "as-" + Path.GetFileName(shell));
        File.WriteAllText(wrapper, $"#!/bin/sh\nexec {shell} -c \"$SSH_ORIGINAL_COMMAND\"\n");
        Shell.Must("chmod", "755", wrapper);
        Restart([.. Extra.Where(line => !line.StartsWith("ForceCommand", StringComparison.Ordinal)), $"ForceCommand {wrapper}"]);
    }

    /// <summary>Makes the user's folder, or one below it, and gives it to the user.</summary>
    public string MakeFolder(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Home, name)).FullName;
        Give(Home);
        return folder;
    }

    /// <summary>Ends the listening server and all connections, as a crash would.</summary>
    public void KillAll()
    {
        if (_server is { } server)
        {
            Shell.Kill(Shell.Family(server.Id));
            server.WaitForExit();
            server.Dispose();
        }

        _server = null;
    }

    /// <summary>Breaks all connections; the server goes on listening.</summary>
    public void DropConnections()
    {
        if (_server is { } server)
            Shell.Kill(Shell.Family(server.Id).Where(pid => pid != server.Id));
    }

    /// <summary>Starts it again after <see cref="KillAll"/>, on the same port.</summary>
    public void Restart(IReadOnlyList<string>? extra = null)
    {
        KillAll();
        Extra = extra ?? Extra;
        Run();
    }

    /// <summary>Gives the server another key, as an impostor would have.</summary>
    public void ChangeHostKey()
    {
        KillAll();
        File.Delete(Path.Combine(Folder, "host_key"));
        File.Delete(Path.Combine(Folder, "host_key.pub"));
        Shell.Must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(Folder, "host_key"));
        Run();
    }

    /// <summary>Takes the user's key away, so that only a person could log in.</summary>
    public void ForgetUserKey() => File.WriteAllText(Path.Combine(Folder, "authorized_keys"), "");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var options in _used.Distinct())
        {
            var host = new OpenSshHost(options);
            await using (host.ConfigureAwait(false))
                await host.CloseAsync(CancellationToken.None);
        }

        KillAll();
        Directory.Delete(Folder, recursive: true);
    }

    private static string MakeTestUser()
    {
        if (Shell.Run("id", "-u", TestUser).ExitCode != 0)
        {
            var (code, text) = Shell.Run("useradd", "--create-home", "--shell", "/bin/sh", TestUser);
            if (code is not (0 or 9))
                throw new InvalidOperationException(text);
        }

        Shell.Must("usermod", "-p", "*", TestUser); // no password, and not locked, else sshd refuses keys too
        return TestUser;
    }

    private void Prepare()
    {
        Directory.CreateDirectory(Home);
        Shell.Must("chmod", "755", Folder);
        Shell.Must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(Folder, "host_key"));
        Shell.Must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(Folder, "user_key"));
        File.Copy(Path.Combine(Folder, "user_key.pub"), Path.Combine(Folder, "authorized_keys"));
        Shell.Must("chmod", "644", Path.Combine(Folder, "authorized_keys"));
        var key = File.ReadAllText(Path.Combine(Folder, "host_key.pub"));
        File.WriteAllText(Path.Combine(Folder, "known_hosts"), $"[127.0.0.1]:{Port} {key}");
        File.WriteAllText(Path.Combine(Folder, "ssh_config"), $"""
            Host dfn-test
                HostName 127.0.0.1
                Port {Port}
                User {User}
                IdentityFile {Folder}/user_key
                IdentitiesOnly yes
                UserKnownHostsFile {Folder}/known_hosts
                GlobalKnownHostsFile /dev/null

            """);
        Give(Home);
    }

    private void Give(string folder)
    {
        if (User != Environment.UserName)
            Shell.Must("chown", "-R", User, folder);
    }

    private void Run()
    {
        File.WriteAllText(Path.Combine(Folder, "sshd_config"), $"""
            ListenAddress 127.0.0.1
            Port {Port}
            HostKey {Folder}/host_key
            PidFile {Folder}/sshd.pid
            AuthorizedKeysFile {Folder}/authorized_keys
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            AllowUsers {User}
            PrintMotd no
            UseDNS no
            MaxStartups 100
            PerSourcePenalties no
            {string.Join('\n', Extra)}
            Subsystem sftp internal-sftp

            """);
        var config = Path.Combine(Folder, "sshd_config");
        if (Shell.Run("sshd", "-t", "-f", config).ExitCode != 0) // older than 9.8
            File.WriteAllText(config, File.ReadAllText(config).Replace("PerSourcePenalties no\n", "", StringComparison.Ordinal));
        if (Environment.UserName == "root")
            Directory.CreateDirectory("/run/sshd");
        _server = Shell.Start(Path.Combine(Folder, "sshd.log"), "sshd", "-D", "-e", "-f", config);
        var clock = Stopwatch.StartNew();
        while (!Listens())
        {
            if (_server.HasExited || clock.Elapsed > StartLimit)
                throw new InvalidOperationException($"sshd did not start: {File.ReadAllText(Path.Combine(Folder, "sshd.log"))}");
            Thread.Sleep(20);
        }
    }

    private bool Listens()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
