using System.Text;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.Clusters.Tests.Hosts;

public sealed class OpenSshHostTests : IAsyncLifetime
{
    private readonly SshServer _server = SshServer.Start();
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-host-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly string[] Hostile =
    [
        "two words", "$(touch hacked)", "`touch hacked`", "; touch hacked", "quote\"d", "it's", "''", "*", "", "-e", "--", "new\nline", "tab\there", "back\\slash\\", "!!", "!$", "%d", "~", "{a,b}", "#no", "𝒳🧪", "ü", "a=b", "\u001b[31m", "\r", "$HOME", "&& touch hacked",
    ];

    [Theory]
    [InlineData("/bin/sh")]
    [InlineData("/bin/bash")]
    [InlineData("/bin/dash")]
    [InlineData("/usr/bin/fish")]
    [InlineData("/usr/bin/tcsh")]
    public async Task Arguments_arrive_as_they_are_whatever_the_login_shell(string shell)
    {
        Assert.SkipUnless(File.Exists(shell), $"{shell} is not installed");
        _server.UseShell(shell);
        await using var host = _server.Connect();

        var reply = await host.RunAsync(new HostCommand(["printf", "%s|", .. Hostile], default, Long), Stop);

        Assert.Equal((0, string.Concat(Hostile.Select(text => text + "|"))), (reply.ExitCode, reply.OutputText));
    }

    [Fact]
    public async Task Output_errors_input_and_the_exit_code_come_through()
    {
        await using var host = _server.Connect();

        var reply = await host.RunAsync(new HostCommand(["sh", "-c", "cat; echo careful >&2; exit 7"], Encoding.UTF8.GetBytes("fed\n"), Long), Stop);

        Assert.Equal((7, "fed\n", "careful\n"), (reply.ExitCode, reply.OutputText, reply.Errors));
        Assert.Equal(_server.User, (await host.RunAsync(new HostCommand(["id", "-un"], default, Long), Stop)).OutputText.Trim());
    }

    [Fact]
    public async Task A_login_shell_that_chatters_and_a_banner_do_not_get_into_the_answer()
    {
        var banner = Path.Combine(_server.Folder, "banner");
        await File.WriteAllTextAsync(banner, "*** Only for authorised use. ***\n", Stop);
        var noisy = Path.Combine(_server.Folder, "noisy");
        await File.WriteAllTextAsync(noisy, "#!/bin/sh\necho Welcome, quota 3%\necho motd >&2\nsh -c \"$SSH_ORIGINAL_COMMAND\"\ncode=$?\necho Goodbye\nexit $code\n", Stop);
        Shell.Must("chmod", "755", noisy);
        _server.Restart([$"Banner {banner}", $"ForceCommand {noisy}"]);
        await using var host = _server.Connect();

        var reply = await host.RunAsync(new HostCommand(["sh", "-c", "printf answer; exit 3"], default, Long), Stop);

        Assert.Equal((3, "answer", ""), (reply.ExitCode, reply.OutputText, reply.Errors));
    }

    [Fact]
    public async Task Many_commands_at_once_share_one_connection_within_the_sites_limit_of_sessions()
    {
        _server.Restart(["MaxSessions 3"]);
        await using var host = _server.Connect(maxSessions: 6);

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => host.RunAsync(new HostCommand(["sh", "-c", $"sleep 0.1; echo {number}"], default, Long), Stop)));

        Assert.Equal(Enumerable.Range(0, 12).Select(number => $"{number}\n"), replies.Select(reply => reply.OutputText));
        Assert.Single((await File.ReadAllLinesAsync(Path.Combine(_server.Folder, "sshd.log"), Stop)), line => line.StartsWith("Accepted publickey", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_that_broke_is_opened_again_by_the_next_command()
    {
        await using var host = _server.Connect();
        await host.RunAsync(new HostCommand(["true"], default, Long), Stop);

        _server.DropConnections();
        var reply = await host.RunAsync(new HostCommand(["echo", "back"], default, Long), Stop);

        Assert.Equal("back\n", reply.OutputText);
    }

    [Fact]
    public async Task A_connection_that_breaks_under_a_command_is_no_answer_of_it()
    {
        await using var host = _server.Connect();
        await host.RunAsync(new HostCommand(["true"], default, Long), Stop);

        var begun = _server.MakeFolder("begun") + "/it";
        var waiting = host.RunAsync(new HostCommand(["sh", "-c", "touch \"$1\"; exec sleep 60", "sh", begun], default, Long), Stop);
        while (!File.Exists(begun))
            await Task.Delay(10, Stop);
        _server.DropConnections();
        var failure = await Assert.ThrowsAsync<HostUnreachableException>(() => waiting);

        Assert.Equal(UnreachableReason.Dropped, failure.Reason);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_refused_and_heals_when_it_is_back()
    {
        await using var host = _server.Connect();
        await host.RunAsync(new HostCommand(["true"], default, Long), Stop);

        _server.KillAll();
        var failure = await Assert.ThrowsAsync<HostUnreachableException>(() => host.RunAsync(new HostCommand(["true"], default, Long), Stop));
        _server.Restart();
        var reply = await host.RunAsync(new HostCommand(["true"], default, Long), Stop);

        Assert.Equal((UnreachableReason.Refused, true), (failure.Reason, failure.MayHeal));
        Assert.Equal(0, reply.ExitCode);
    }

    [Fact]
    public async Task A_site_that_asks_for_a_code_needs_a_person_and_says_how()
    {
        _server.ForgetUserKey();
        await using var host = _server.Connect();

        var failure = await Assert.ThrowsAsync<HostUnreachableException>(() => host.RunAsync(new HostCommand(["true"], default, Long), Stop));

        Assert.Equal((UnreachableReason.LoginNeeded, false), (failure.Reason, failure.MayHeal));
        Assert.Contains("definet cluster login test", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_a_person_opened_serves_and_needs_no_key_any_more()
    {
        var command = OpenSshHost.LoginCommand(_server.Options);
        Shell.Start(Path.Combine(_server.Folder, "login.log"), command[0], command.Skip(1)).WaitForExit();
        _server.ForgetUserKey();
        await using var host = _server.Connect();

        Assert.Equal("in\n", (await host.RunAsync(new HostCommand(["echo", "in"], default, Long), Stop)).OutputText);
    }

    [Fact]
    public async Task Another_host_key_is_never_accepted_even_where_the_configuration_would()
    {
        var config = _server.Options.ConfigFile!;
        await File.AppendAllTextAsync(config, "    StrictHostKeyChecking no\n", Stop);
        _server.ChangeHostKey();
        await using var host = _server.Connect();

        var failure = await Assert.ThrowsAsync<HostUnreachableException>(() => host.RunAsync(new HostCommand(["true"], default, Long), Stop));

        Assert.Equal(UnreachableReason.HostKeyWrong, failure.Reason);
    }

    [Fact]
    public async Task A_host_that_no_one_knows_is_told_as_that()
    {
        await using var host = new OpenSshHost(new OpenSshOptions("no-such-host.invalid"));

        var failure = await Assert.ThrowsAsync<HostUnreachableException>(() => host.RunAsync(new HostCommand(["true"], default, Long), Stop));

        Assert.Equal(UnreachableReason.NameUnknown, failure.Reason);
    }

    [Fact]
    public async Task A_command_that_hangs_ends_at_its_deadline()
    {
        await using var host = _server.Connect();

        var failure = await Assert.ThrowsAsync<HostUnreachableException>(() => host.RunAsync(new HostCommand(["sleep", "60"], default, TimeSpan.FromSeconds(2)), Stop));

        Assert.Equal(UnreachableReason.TimedOut, failure.Reason);
    }

    [Fact]
    public async Task An_endless_answer_is_refused()
    {
        await using var host = _server.Connect();

        var failure = await Assert.ThrowsAnyAsync<ClusterException>(() => host.RunAsync(new HostCommand(["yes"], default, Long, 1 << 20), Stop));

        Assert.Contains("more than 1048576 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_any_bytes_and_names_go_and_come_back()
    {
        await using var host = _server.Connect();
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        var there = _server.MakeFolder("it's $(a) folder") + "/-e \"x\" 🧪";
        var (from, to) = (Path.Combine(_folder, "from"), Path.Combine(_folder, "to"));
        await File.WriteAllBytesAsync(from, bytes, Stop);

        await host.PutAsync(from, there, Long, Stop);
        await host.GetAsync(there, to, Long, Stop);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(to, Stop));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(there)!));
    }

    [Fact]
    public async Task Broken_transfers_go_on_where_they_were_and_show_nothing_half_under_the_final_name()
    {
        await using var host = _server.Connect();
        var bytes = new byte[400_000_000 / 4];
        new Random(2).NextBytes(bytes);
        var there = _server.MakeFolder("big") + "/file";
        var (from, to) = (Path.Combine(_folder, "from"), Path.Combine(_folder, "to"));
        await File.WriteAllBytesAsync(from, bytes, Stop);

        await BreakWhenGrown(there, () => host.PutAsync(from, there, Long, Stop));
        Assert.False(File.Exists(there));
        await host.PutAsync(from, there, Long, Stop);
        Assert.Equal(bytes.Length, new FileInfo(there).Length);

        await BreakWhenGrown(to, () => host.GetAsync(there, to, Long, Stop));
        Assert.False(File.Exists(to));
        await host.GetAsync(there, to, Long, Stop);

        Assert.Equal(System.Security.Cryptography.SHA256.HashData(bytes), System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(to, Stop)));
    }

    [Fact]
    public async Task What_cannot_be_fetched_or_written_is_told_with_the_hosts_own_words()
    {
        await using var host = _server.Connect();
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "x", Stop);

        var fetch = await Assert.ThrowsAsync<ClusterException>(() => host.GetAsync(_server.Home + "/absent", file, Long, Stop));
        var write = await Assert.ThrowsAsync<ClusterException>(() => host.PutAsync(file, "/proc/absent/file", Long, Stop));

        Assert.Contains("absent", fetch.Message, StringComparison.Ordinal);
        Assert.Contains("/proc/absent/file", write.Message, StringComparison.Ordinal);
        Assert.Equal("x", await File.ReadAllTextAsync(file, Stop));
    }

    [Theory]
    [InlineData("-oProxyCommand=touch hacked")]
    [InlineData("host name")]
    [InlineData("host;x")]
    [InlineData("")]
    public void A_host_name_that_could_be_something_else_is_refused(string name) =>
        Assert.Throws<ClusterException>(() => new OpenSshHost(new OpenSshOptions(name)));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static TimeSpan Long => TimeSpan.FromSeconds(60);

    // Cuts the connections of a transfer that is under way; one that was over before it could be cut is begun once more.
    private async Task BreakWhenGrown(string target, Func<Task> begin)
    {
        var (folder, others) = (Path.GetDirectoryName(target)!, Directory.GetFiles(Path.GetDirectoryName(target)!));
        for (var tries = 0; ; tries++)
        {
            Assert.InRange(tries, 0, 20);
            var transfer = begin();
            while (!transfer.IsCompleted && !Directory.GetFiles(folder).Except(others).Any(file => new FileInfo(file) is { Exists: true, Length: > 1_000_000 }))
                await Task.Delay(2, Stop);
            _server.DropConnections();
            try
            {
                await transfer;
            }
            catch (HostUnreachableException)
            {
                return;
            }

            File.Delete(target);
        }
    }
}
