using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace DefiNet.Clusters.Hosts;

/// <summary>Runs one program on this machine with a deadline: feeds it, takes what it answers, and leaves nothing behind.</summary>
internal static class ChildProcess
{
    private const int BufferBytes = 1 << 16;
    private const int MaxErrorBytes = 1 << 16;

    // A program's own children may keep the pipes open after its end; what they say is not awaited for longer.
    private static readonly TimeSpan AfterTheEnd = TimeSpan.FromSeconds(2);

    /// <summary>Runs a program; null when the deadline passed.</summary>
    /// <exception cref="Win32Exception">The program cannot be started.</exception>
    /// <exception cref="AnswerTooLongException">The sink refused the output.</exception>
    public static async Task<(int ExitCode, string Errors)?> RunAsync(
        ProcessStartInfo start, Func<Stream, CancellationToken, Task> feed, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, TimeSpan deadline, CancellationToken stop)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(deadline);
        using var process = Process.Start(start)!;
        using var pipes = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var errors = new TailBuffer(MaxErrorBytes);
        var feeding = FeedAsync(process, feed, pipes.Token);
        var output = PumpAsync(process.StandardOutput.BaseStream, sink, pipes.Token);
        var complaint = PumpAsync(process.StandardError.BaseStream, (bytes, _) =>
        {
            errors.Add(bytes.Span);
            return ValueTask.CompletedTask;
        }, pipes.Token);
        try
        {
            var end = process.WaitForExitAsync(limit.Token);
            var first = await Task.WhenAny(end, output).ConfigureAwait(false);
            await first.ConfigureAwait(false); // a sink that refuses ends the program
            await end.ConfigureAwait(false);
            pipes.CancelAfter(AfterTheEnd);
            await SettleAsync(output, limit.Token).ConfigureAwait(false);
            await SettleAsync(complaint, limit.Token).ConfigureAwait(false);
            await pipes.CancelAsync().ConfigureAwait(false);
            await SettleAsync(feeding, limit.Token).ConfigureAwait(false);
            return (process.ExitCode, errors.Text);
        }
        catch (OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            return null;
        }
        finally
        {
            await pipes.CancelAsync().ConfigureAwait(false);
            Kill(process);
        }
    }

    private static async Task SettleAsync(Task pipe, CancellationToken limit)
    {
        try
        {
            await pipe.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!limit.IsCancellationRequested)
        {
            // Only a grandchild holds the pipe.
        }
    }

    private static async Task FeedAsync(Process process, Func<Stream, CancellationToken, Task> feed, CancellationToken stop)
    {
        try
        {
            var input = process.StandardInput.BaseStream;
            await using (input.ConfigureAwait(false))
                await feed(input, stop).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The program ended without reading all: its exit code tells why.
        }
    }

    private static async Task PumpAsync(Stream from, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken stop)
    {
        var buffer = new byte[BufferBytes];
        for (int read; (read = await from.ReadAsync(buffer, stop).ConfigureAwait(false)) > 0;)
            await sink(buffer.AsMemory(0, read), stop).ConfigureAwait(false);
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
        }
    }

    private sealed class TailBuffer(int max)
    {
        private readonly List<byte> _bytes = [];

        public string Text => Encoding.UTF8.GetString([.. _bytes.TakeLast(max)]);

        public void Add(ReadOnlySpan<byte> bytes)
        {
            _bytes.AddRange(bytes);
            if (_bytes.Count > 4 * max)
                _bytes.RemoveRange(0, _bytes.Count - max);
        }
    }
}
