using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DefiNet.Clusters.Hosts;

/// <summary>A host behind the system's OpenSSH client, over one shared connection that outlives this process and that a person's <c>definet cluster login</c> can have opened.</summary>
/// <remarks>
/// The login shell sees one constant line that means the same to every shell; the command itself travels behind it, so nothing of it is ever read by a shell that is not POSIX.
/// A command never opens a connection of its own: when the shared one is gone, the guard makes ssh fail at once, and the shared one is opened anew, without prompting.
/// </remarks>
public sealed class OpenSshHost : IHost
{
    private const string NoDirectConnection = "ProxyCommand=false";
    private const int FailedByItself = 255;
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan[] BusyPauses = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(800), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)];

    private readonly OpenSshOptions _options;
    // Several campaigns of one process share the connection, its limit of sessions included.
    private static readonly ConcurrentDictionary<(string, string?, int), (SemaphoreSlim Sessions, SemaphoreSlim Opening)> Shared = new();

    private readonly SemaphoreSlim _sessions;
    private readonly SemaphoreSlim _opening;
    private readonly Stopwatch _sinceChecked = Stopwatch.StartNew();
    private volatile bool _wasOpen;
    private int _refusedSessions;
    private string? _keyOption;

    /// <summary>Prepares the host; nothing is opened yet.</summary>
    /// <exception cref="ClusterException">The name cannot be one of a host.</exception>
    public OpenSshHost(OpenSshOptions options)
    {
        CheckName(options.Host);
        _options = options;
        var sessions = Math.Clamp(options.MaxSessions, 1, 9);
        (_sessions, _opening) = Shared.GetOrAdd((options.Host, options.ConfigFile, sessions), key => (new(key.Item3), new(1, 1)));
    }

    /// <inheritdoc/>
    public string Name => _options.Host;

    /// <summary>What the login shell there printed before the last command, at most 100 characters; null when it kept quiet.</summary>
    public string? Chatter { get; private set; }

    /// <summary>How often a command was refused since the site allows no more sessions over a connection; each was repeated.</summary>
    public int RefusedSessions => _refusedSessions;

    /// <inheritdoc/>
    public async Task<HostReply> RunAsync(HostCommand command, CancellationToken stop)
    {
        var answer = new MemoryStream();
        var (code, errors) = await ExchangeAsync(
            command.Arguments,
            async (input, token) => await input.WriteAsync(command.Input, token).ConfigureAwait(false),
            (bytes, _) =>
            {
                if (answer.Length + bytes.Length > command.MaxOutputBytes)
                    throw new AnswerTooLongException(Name, command.Arguments[0], command.MaxOutputBytes);
                answer.Write(bytes.Span);
                return ValueTask.CompletedTask;
            },
            command.Deadline,
            stop).ConfigureAwait(false);
        return new HostReply(code, answer.ToArray(), errors);
    }

    /// <inheritdoc/>
    public Task PutAsync(string localFile, string remoteFile, TimeSpan deadline, CancellationToken stop) => SshFiles.PutAsync(this, localFile, remoteFile, deadline, stop);

    /// <inheritdoc/>
    public Task GetAsync(string remoteFile, string localFile, TimeSpan deadline, CancellationToken stop) => SshFiles.GetAsync(this, remoteFile, localFile, deadline, stop);

    /// <summary>Leaves the shared connection open: others use it too.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The command by which a person opens the shared connection in a terminal, with whatever the site asks for.</summary>
    public static IReadOnlyList<string> LoginCommand(OpenSshOptions options)
    {
        CheckName(options.Host);
        return
        [
            "ssh", .. ConfigArguments(options), "-o", "ControlMaster=yes", "-o", $"ControlPath={SshSocket.PathOf(options)}", "-o", Persist(options),
            .. KeepAlive, "-o", "StrictHostKeyChecking=ask", "-N", "-f", "--", options.Host,
        ];
    }

    /// <summary>Closes the shared connection, whoever opened it.</summary>
    public async Task CloseAsync(CancellationToken stop) => await ControlAsync("exit", stop).ConfigureAwait(false);

    /// <summary>Whether the shared connection is open.</summary>
    public async Task<bool> IsOpenAsync(CancellationToken stop) => await ControlAsync("check", stop).ConfigureAwait(false);

    internal async Task<(int ExitCode, string Errors)> ExchangeAsync(
        IReadOnlyList<string> arguments, Func<Stream, CancellationToken, Task> feed, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, TimeSpan deadline, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        await EnterAsync(deadline, stop).ConfigureAwait(false);
        try
        {
            for (var busy = 0; ;)
            {
                await OpenAsync(deadline - clock.Elapsed, stop).ConfigureAwait(false);
                var nonce = "@definet-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
                var output = new MarkedOutput(nonce, sink);
                var preamble = Preamble(nonce, arguments);
                var end = await StartAsync(
                    [.. ConfigArguments(_options), .. Batch, "-o", "ControlMaster=no", "-o", $"ControlPath={SshSocket.PathOf(_options)}", "-o", NoDirectConnection, "-T", "--", _options.Host, LoginLine(preamble.Length)],
                    async (input, token) =>
                    {
                        await input.WriteAsync(preamble, token).ConfigureAwait(false);
                        await feed(input, token).ConfigureAwait(false);
                    },
                    output.AddAsync,
                    deadline - clock.Elapsed,
                    stop).ConfigureAwait(false);

                if (output.HasBegun)
                    Chatter = output.Chatter;
                if (output.ExitCode is { } code)
                    return (code, AfterMarker(end?.Errors ?? "", nonce));
                if (end is not var (exit, errors))
                    throw new HostUnreachableException(UnreachableReason.TimedOut, $"{Name}: '{ShellWord.Shown(arguments[0])}' gave no end within {deadline.TotalSeconds:0} s; whether it ran is unknown.");
                if (output.HasBegun)
                    throw SshFailure.Of(_options, UnreachableReason.Dropped);
                if (exit != FailedByItself)
                    throw new ClusterException($"{Name}: the login shell there ran nothing of ours and ended with exit code {exit}{Said(errors)}; commands must be allowed, as by 'ssh {Name} true'.");

                if (SshFailure.ReasonOf(errors) == UnreachableReason.TooManySessions)
                    Interlocked.Increment(ref _refusedSessions);
                _wasOpen = false;
                // The program was not begun, so beginning it again doubles nothing.
                if (busy == BusyPauses.Length)
                    throw SshFailure.Of(_options, UnreachableReason.TooManySessions);
                if (SshFailure.ReasonOf(errors) == UnreachableReason.HostKeyWrong)
                    throw SshFailure.Of(_options, errors);
                if (!await IsOpenAsync(stop).ConfigureAwait(false) && busy >= 2)
                    throw SshFailure.Of(_options, UnreachableReason.Dropped);
                await Task.Delay(BusyPauses[busy++], stop).ConfigureAwait(false);
            }
        }
        finally
        {
            _sessions.Release();
        }
    }

    private static string[] Batch => ["-o", "BatchMode=yes", "-o", "LogLevel=ERROR", "-o", "ForwardX11=no", "-o", "ForwardAgent=no", "-o", "ClearAllForwardings=yes", "-o", "RemoteCommand=none"];

    private static string[] KeepAlive => ["-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4"];

    // Safe in every shell that people log in with: sh, bash, zsh, ksh, fish, tcsh. dd reads not a byte more than the program that follows.
    private static string LoginLine(int bytes) => string.Create(CultureInfo.InvariantCulture, $"exec sh -c 'eval \"$(dd bs=1 count={bytes} 2>/dev/null)\"'");

    // It begins with a fixed word, so that a text that broke off in it is no program.
    private static byte[] Preamble(string nonce, IReadOnlyList<string> arguments)
    {
        var words = string.Join(' ', arguments.Select((argument, index) => index > 0 && argument.StartsWith("~/", StringComparison.Ordinal) ? ShellWord.Path(argument) : ShellWord.Quote(argument)));
        return Encoding.UTF8.GetBytes($"definet_call() {{ printf '%s begin\\n' {nonce}; printf '%s begin\\n' {nonce} >&2; {words}; printf '\\n%s end %s\\n' {nonce} $?; exit 0; }}; definet_call\n");
    }

    private static string AfterMarker(string errors, string nonce)
    {
        var marker = $"{nonce} begin\n";
        var at = errors.IndexOf(marker, StringComparison.Ordinal);
        return at < 0 ? errors : errors[(at + marker.Length)..];
    }

    private static string Said(string errors) => Schedulers.Dialect.FirstSentence(errors) is { } sentence ? $" ({sentence})" : "";

    private static string Persist(OpenSshOptions options) => string.Create(CultureInfo.InvariantCulture, $"ControlPersist={(long)options.Persist.TotalSeconds}");

    private static string[] ConfigArguments(OpenSshOptions options) => options.ConfigFile is { } file ? ["-F", file] : [];

    /// <summary>Refuses what could be read as something else than a host's name.</summary>
    internal static void CheckName(string host)
    {
        if (host.Length is 0 or > 255 || host.StartsWith('-') || host.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character is '\'' or '"' or '\\' or '$' or '`' or ';' or '|' or '&' or '<' or '>' or '(' or ')' or '*' or '?' or '!' or '%'))
            throw new ClusterException($"'{ShellWord.Shown(host)}' cannot be the name of a host; give it as ssh knows it, such as login.site.edu or an alias of ~/.ssh/config.");
    }

    private async Task EnterAsync(TimeSpan deadline, CancellationToken stop)
    {
        if (!await _sessions.WaitAsync(deadline, stop).ConfigureAwait(false))
            throw new HostUnreachableException(UnreachableReason.TimedOut, $"{Name}: the commands before this one kept the connection busy for {deadline.TotalSeconds:0} s.");
    }

    /// <summary>Opens the shared connection when there is none. Nobody is asked for anything.</summary>
    private async Task OpenAsync(TimeSpan deadline, CancellationToken stop)
    {
        var socket = SshSocket.PathOf(_options);
        if (_sinceChecked.Elapsed < CheckEvery && _wasOpen && File.Exists(socket))
            return;
        await _opening.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            _wasOpen = false;
            if (await IsOpenAsync(stop).ConfigureAwait(false))
            {
                Opened();
                return;
            }

            _keyOption ??= await KeyOptionAsync(stop).ConfigureAwait(false);
            var log = Path.Combine(Path.GetDirectoryName(socket)!, $"{Guid.NewGuid():N}.log");
            try
            {
                // The connection goes to the background and would keep our pipes: it writes to a file instead.
                var end = await StartAsync(
                    [
                        .. ConfigArguments(_options), .. Batch, .. KeepAlive, "-o", "ControlMaster=yes", "-o", $"ControlPath={socket}", "-o", Persist(_options),
                        "-o", string.Create(CultureInfo.InvariantCulture, $"ConnectTimeout={(int)_options.ConnectTimeout.TotalSeconds}"), "-o", _keyOption, "-E", log, "-N", "-f", "--", _options.Host,
                    ],
                    (_, _) => Task.CompletedTask,
                    (_, _) => ValueTask.CompletedTask,
                    deadline < 2 * _options.ConnectTimeout ? deadline : 2 * _options.ConnectTimeout,
                    stop).ConfigureAwait(false);
                if (end is not var (code, said))
                    throw SshFailure.Of(_options, UnreachableReason.TimedOut);
                if (code != 0)
                    throw SshFailure.Of(_options, (File.Exists(log) ? await File.ReadAllTextAsync(log, stop).ConfigureAwait(false) : "") + said);
                Opened();
            }
            finally
            {
                File.Delete(log);
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private void Opened()
    {
        _sinceChecked.Restart();
        _wasOpen = true;
    }

    // The user's own configuration decides, but a key is never taken unseen.
    private async Task<string> KeyOptionAsync(CancellationToken stop)
    {
        var text = new MemoryStream();
        var end = await StartAsync([.. ConfigArguments(_options), "-G", "--", _options.Host], (_, _) => Task.CompletedTask, (bytes, _) =>
        {
            text.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }, _options.ConnectTimeout, stop).ConfigureAwait(false);
        if (end is var (code, errors) && code != 0)
            throw new ClusterException($"{Name}: ssh does not take the configuration{Said(errors)}.");
        var checking = Encoding.UTF8.GetString(text.ToArray()).Split('\n').FirstOrDefault(line => line.StartsWith("stricthostkeychecking ", StringComparison.Ordinal))?.Split(' ')[1];
        return checking is "accept-new" ? "StrictHostKeyChecking=accept-new" : "StrictHostKeyChecking=yes";
    }

    private async Task<bool> ControlAsync(string verb, CancellationToken stop)
    {
        var socket = SshSocket.PathOf(_options);
        if (!File.Exists(socket))
            return false;
        var end = await StartAsync(
            [.. ConfigArguments(_options), .. Batch, "-o", $"ControlPath={socket}", "-O", verb, "--", _options.Host],
            (_, _) => Task.CompletedTask, (_, _) => ValueTask.CompletedTask, _options.ConnectTimeout, stop).ConfigureAwait(false);
        if (end is (0, _))
            return true;
        if (end is null || verb == "exit")
            return false;
        File.Delete(socket); // left by a connection that was killed
        return false;
    }

    private async Task<(int ExitCode, string Errors)?> StartAsync(
        IEnumerable<string> arguments, Func<Stream, CancellationToken, Task> feed, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, TimeSpan deadline, CancellationToken stop)
    {
        var start = new ProcessStartInfo("ssh", arguments);
        start.Environment.Remove("SSH_ASKPASS");
        start.Environment.Remove("DISPLAY");
        start.Environment["SSH_ASKPASS_REQUIRE"] = "never";
        start.Environment["LC_ALL"] = "C";
        try
        {
            return await ChildProcess.RunAsync(start, feed, sink, deadline > TimeSpan.Zero ? deadline : TimeSpan.FromMilliseconds(1), stop).ConfigureAwait(false);
        }
        catch (Win32Exception missing)
        {
            throw new HostUnreachableException(UnreachableReason.NoClient, $"{Name}: the program ssh could not be started: {missing.Message}; install openssh-client.", missing);
        }
    }
}
