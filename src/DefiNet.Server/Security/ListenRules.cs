using System.Net;

namespace DefiNet.Server.Security;

/// <summary>Where the server listens and to whom it answers. Made once at start; what is not safe does not start.</summary>
internal sealed class ListenRules
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "::1"];

    private readonly HashSet<string> _hosts;
    private readonly HashSet<IPAddress> _proxies;

    private ListenRules(IReadOnlyList<ListenAddress> addresses, HashSet<string> hosts, HashSet<IPAddress> proxies) => (Addresses, _hosts, _proxies) = (addresses, hosts, proxies);

    /// <summary>Sockets to open.</summary>
    public IReadOnlyList<ListenAddress> Addresses { get; }

    /// <summary>Proxies in front of the server.</summary>
    public IEnumerable<IPAddress> Proxies => _proxies;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ServerException">They would open the server to the network without protection, or cannot be read.</exception>
    public static ListenRules Of(ServerOptions options)
    {
        var proxies = options.Proxies.Select(text => IPAddress.TryParse(text, out var address)
            ? Plain(address)
            : throw new ServerException($"The proxy '{text}' is not an address; give its IP address, such as 10.0.0.5.")).ToHashSet();
        if (options.Urls.Count == 0)
            throw new ServerException($"There is no address to listen on; give --urls, such as {ServerOptions.DefaultUrl}.");
        var addresses = options.Urls.Select(ListenAddress.Parse).ToList();
        foreach (var address in addresses)
        {
            if (address.Tls && options.Certificate is null)
                throw new ServerException($"{address.Url} needs a certificate; give --certificate FILE and --certificate-key FILE (PEM).");
            if (!address.Tls && !address.IsLoopback && proxies.Count == 0)
                throw new ServerException($"{address.Url} would answer the network without TLS; give an https address with --certificate, or name the proxy that ends TLS in front of it with --proxy ADDRESS, or listen on 127.0.0.1.");
        }

        var hosts = new HashSet<string>(Loopback, StringComparer.OrdinalIgnoreCase);
        hosts.UnionWith(options.Hosts);
        hosts.UnionWith(addresses.Where(address => !address.IsAny).Select(address => address.Host));
        return new(addresses, hosts, proxies);
    }

    /// <summary>Whether the server may be called so.</summary>
    public bool IsHost(string host) => _hosts.Contains(host.Trim('[', ']'));

    /// <summary>Whether a plain request comes from neither this machine nor a named proxy.</summary>
    public bool NeedsProxy(HttpContext http)
    {
        // Behind a proxy the address has been replaced by the caller's; who connected stands here.
        var peer = http.Items.TryGetValue(typeof(ListenRules), out var kept) ? kept as IPAddress : http.Connection.RemoteIpAddress;
        return peer is not null && !IPAddress.IsLoopback(peer) && !_proxies.Contains(Plain(peer));
    }

    /// <summary>Notes who connected, before headers of a proxy are believed.</summary>
    public static void NotePeer(HttpContext http) => http.Items[typeof(ListenRules)] = http.Connection.RemoteIpAddress;

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
