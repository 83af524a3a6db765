using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DefiNet.Workflows.Hosting;

/// <summary>Requests that workflows send: to the public internet and to hosts that are allowed by name, never to this machine or its network otherwise.</summary>
internal sealed class OutsideHttp : IDisposable
{
    private const int MaxAnswer = 4 << 20;

    private readonly HttpClient _client;
    private readonly HashSet<string> _allowed;

    public OutsideHttp(WorkflowOptions options)
    {
        _allowed = new(options.AllowedHosts, StringComparer.OrdinalIgnoreCase);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(10), ConnectCallback = ConnectAsync };
        _client = new(handler) { Timeout = TimeSpan.FromSeconds(60) };
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

    /// <summary>The answer's text.</summary>
    /// <exception cref="WorkflowException">It is too long.</exception>
    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var text = new StreamReader(new Rest.LimitedStream(stream, MaxAnswer), Encoding.UTF8);
        return await text.ReadToEndAsync(cancellation).ConfigureAwait(false);
    }

    public void Dispose() => _client.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
        var usable = _allowed.Contains($"{host}:{port}") || _allowed.Contains(host) ? addresses : [.. addresses.Where(IsPublic)];
        if (usable.Length == 0)
            throw new HttpRequestException($"{host}:{port} is not on the public internet and not among the hosts that workflows may ask");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(usable, port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain) || plain.IsIPv6LinkLocal || plain.IsIPv6SiteLocal || plain.IsIPv6UniqueLocal || plain.IsIPv6Multicast || plain.Equals(IPAddress.IPv6Any))
            return false;
        if (plain.AddressFamily != AddressFamily.InterNetwork)
            return true;
        var bytes = plain.GetAddressBytes();
        return !(bytes[0] is 0 or 10 or 127 or >= 224 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254) || (bytes[0] == 100 && bytes[1] is >= 64 and < 128));
    }
}
