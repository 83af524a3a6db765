using System.Globalization;
using System.Security.Cryptography;

namespace DefiNet.Clusters.Hosts;

/// <summary>Files over the shared connection: in pieces that continue where a break left them, under a name of their own until size and hash are right.</summary>
internal static class SshFiles
{
    private const int BufferBytes = 1 << 17;
    private const int SizeWrong = 65, HashWrong = 66, NoHash = 67;
    private const int NameCharacters = 16;
    private static readonly TimeSpan Question = TimeSpan.FromSeconds(60);

    // hash FILE: whatever the site has of the programs that know SHA-256.
    private const string HashFunction = """
        hash() {
            if command -v sha256sum >/dev/null 2>&1; then sha256sum <"$1" | cut -c 1-64
            elif command -v shasum >/dev/null 2>&1; then shasum -a 256 <"$1" | cut -c 1-64
            elif command -v openssl >/dev/null 2>&1; then openssl dgst -sha256 -r <"$1" | cut -c 1-64
            else return 67; fi
        }

        """;

    private const string Receive = HashFunction + """
        part=$2 size=$3 offset=$4
        have=$(wc -c <"$part" 2>/dev/null) || have=0
        if [ "$have" -ne "$offset" ]; then rm -f "$part"; exit 65; fi
        cat >>"$part" || { echo "the disk took no more" >&2; exit 73; }
        have=$(wc -c <"$part")
        [ "$have" -eq "$size" ] || { [ "$have" -lt "$size" ] || rm -f "$part"; exit 65; }
        sum=$(hash "$part") || exit 67
        [ "$sum" = "$5" ] || { rm -f "$part"; exit 66; }
        mv -f "$part" "$1"
        """;

    public static async Task PutAsync(OpenSshHost host, string localFile, string remoteFile, TimeSpan deadline, CancellationToken stop)
    {
        var (size, hash) = await MeasureAsync(localFile, stop).ConfigureAwait(false);
        var part = $"{remoteFile}.{hash[..NameCharacters]}.part";
        for (var attempt = 1; ; attempt++)
        {
            var offset = await SizeOfPartAsync(host, part, stop).ConfigureAwait(false);
            if (offset > size)
                offset = 0;
            var (code, errors) = await host.ExchangeAsync(
                ["sh", "-c", Receive, "definet-put", remoteFile, part, Text(size), Text(offset), hash],
                (to, token) => SendAsync(localFile, offset, to, token),
                (_, _) => ValueTask.CompletedTask,
                deadline,
                stop).ConfigureAwait(false);
            if (code == 0)
                return;
            if (attempt == 2 || code is not (SizeWrong or HashWrong))
                throw new ClusterException($"{host.Name}: {localFile} could not be written to {remoteFile}: {WhyNot(code, errors)}.");
        }
    }

    public static async Task GetAsync(OpenSshHost host, string remoteFile, string localFile, TimeSpan deadline, CancellationToken stop)
    {
        var (size, hash) = await AskAsync(host, remoteFile, deadline, stop).ConfigureAwait(false);
        var part = $"{localFile}.{hash[..NameCharacters]}.part";
        for (var attempt = 1; ; attempt++)
        {
            var (code, errors) = await ReceiveAsync(host, remoteFile, part, size, deadline, stop).ConfigureAwait(false);
            if (code != 0)
                throw new ClusterException($"{host.Name}: {remoteFile} could not be read: {WhyNot(code, errors)}.");
            if (await MeasureAsync(part, stop).ConfigureAwait(false) == (size, hash))
            {
                File.Move(part, localFile, overwrite: true);
                return;
            }

            File.Delete(part);
            if (attempt == 2)
                throw new ClusterException($"{host.Name}: {remoteFile} did not arrive as it is there, twice; it may be growing still.");
        }
    }

    private static async Task<(int, string)> ReceiveAsync(OpenSshHost host, string remoteFile, string part, long size, TimeSpan deadline, CancellationToken stop)
    {
        var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, BufferBytes);
        await using (file.ConfigureAwait(false))
        {
            if (file.Length > size)
                file.SetLength(0);
            file.Seek(0, SeekOrigin.End);
            var end = await host.ExchangeAsync(
                ["sh", "-c", "tail -c +\"$2\" \"$1\"", "definet-get", remoteFile, Text(file.Length + 1)],
                (_, _) => Task.CompletedTask,
                async (bytes, token) =>
                {
                    if (file.Length + bytes.Length > size)
                        throw new ClusterException($"{host.Name}: {remoteFile} grew while it was fetched; fetch it when it is complete.");
                    await file.WriteAsync(bytes, token).ConfigureAwait(false);
                },
                deadline,
                stop).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
            return end;
        }
    }

    private static async Task<(long Size, string Hash)> AskAsync(OpenSshHost host, string remoteFile, TimeSpan deadline, CancellationToken stop)
    {
        var reply = await host.RunAsync(
            new HostCommand(["sh", "-c", HashFunction + "wc -c <\"$1\" && hash \"$1\"", "definet-get", remoteFile], default, deadline, 4096), stop).ConfigureAwait(false);
        var words = reply.OutputText.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return reply.ExitCode == 0 && words is [var size, { Length: 64 } hash] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && hash.All(char.IsAsciiHexDigitLower)
            ? (bytes, hash)
            : throw new ClusterException($"{host.Name}: {remoteFile} could not be read: {WhyNot(reply.ExitCode, reply.Errors)}.");
    }

    private static async Task<long> SizeOfPartAsync(OpenSshHost host, string part, CancellationToken stop)
    {
        var reply = await host.RunAsync(new HostCommand(["sh", "-c", "[ ! -f \"$1\" ] || wc -c <\"$1\"", "definet-put", part], default, Question, 4096), stop).ConfigureAwait(false);
        return long.TryParse(reply.OutputText.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0;
    }

    private static async Task SendAsync(string localFile, long offset, Stream to, CancellationToken stop)
    {
        var file = new FileStream(localFile, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        await using (file.ConfigureAwait(false))
        {
            file.Seek(offset, SeekOrigin.Begin);
            await file.CopyToAsync(to, BufferBytes, stop).ConfigureAwait(false);
        }
    }

    private static async Task<(long Size, string Hash)> MeasureAsync(string file, CancellationToken stop)
    {
        try
        {
            var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
            await using (stream.ConfigureAwait(false))
                return (stream.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop).ConfigureAwait(false)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ClusterException($"{file} cannot be read: {failure.Message}", failure);
        }
    }

    private static string WhyNot(int code, string errors) => code switch
    {
        SizeWrong => "it arrived with another size than it was sent with",
        HashWrong => "it arrived damaged",
        NoHash => "the host has none of sha256sum, shasum and openssl, so nothing can be checked there",
        _ => Schedulers.Dialect.FirstSentence(errors)?.TrimEnd('.') ?? $"the host says nothing but exit code {code}",
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
