using System.ComponentModel;
using System.Diagnostics;

namespace DefiNet.Clusters.Hosts;

/// <summary>This machine.</summary>
public sealed class LocalHost : IHost
{
    /// <inheritdoc/>
    public string Name => "local";

    /// <inheritdoc/>
    public async Task<HostReply> RunAsync(HostCommand command, CancellationToken stop)
    {
        var start = new ProcessStartInfo(command.Arguments[0], command.Arguments.Skip(1));
        var answer = new MemoryStream();
        try
        {
            var end = await ChildProcess.RunAsync(
                start,
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
            return end is var (code, errors)
                ? new HostReply(code, answer.ToArray(), errors)
                : throw new HostUnreachableException(UnreachableReason.TimedOut, $"{Name}: '{ShellWord.Shown(command.Arguments[0])}' did not end within {command.Deadline.TotalSeconds:0} s.");
        }
        catch (Win32Exception missing)
        {
            return new HostReply(127, [], $"{command.Arguments[0]}: {missing.Message}");
        }
    }

    /// <inheritdoc/>
    public Task PutAsync(string localFile, string remoteFile, TimeSpan deadline, CancellationToken stop) => CopyAsync(localFile, PathOf(remoteFile), deadline, stop);

    /// <inheritdoc/>
    public Task GetAsync(string remoteFile, string localFile, TimeSpan deadline, CancellationToken stop) => CopyAsync(PathOf(remoteFile), localFile, deadline, stop);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string PathOf(string remoteFile)
    {
        RemotePath.Check(remoteFile);
        return remoteFile.StartsWith('~') ? Environment.GetEnvironmentVariable("HOME") + remoteFile[1..] : remoteFile;
    }

    private async Task CopyAsync(string from, string to, TimeSpan deadline, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(deadline);
        var fresh = $"{to}.{Guid.NewGuid():N}.new";
        try
        {
            var source = File.OpenRead(from);
            await using (source.ConfigureAwait(false))
            {
                var copy = new FileStream(fresh, FileMode.CreateNew, FileAccess.Write);
                await using (copy.ConfigureAwait(false))
                {
                    await source.CopyToAsync(copy, limit.Token).ConfigureAwait(false);
                    copy.Flush(flushToDisk: true);
                }
            }

            File.Move(fresh, to, overwrite: true);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new HostUnreachableException(UnreachableReason.TimedOut, $"{Name}: {from} was not copied to {to} within {deadline.TotalSeconds:0} s.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ClusterException($"{Name}: {from} could not be copied to {to}: {failure.Message}", failure);
        }
        finally
        {
            File.Delete(fresh);
        }
    }
}
