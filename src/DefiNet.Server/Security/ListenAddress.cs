using System.Net;

namespace DefiNet.Server.Security;

/// <summary>A socket to listen on.</summary>
/// <param name="Url">As it was given.</param>
/// <param name="Host">Host part.</param>
/// <param name="Address">Address; null for <c>localhost</c>, which is both loopback addresses.</param>
/// <param name="Port">Port; 0 for a free one.</param>
/// <param name="Tls">Whether it speaks https.</param>
internal sealed record ListenAddress(string Url, string Host, IPAddress? Address, int Port, bool Tls)
{
    /// <summary>Whether only this machine reaches it.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    /// <summary>Whether it is every address of the machine.</summary>
    public bool IsAny => Address is not null && (Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any));

    /// <summary>Reads an address such as <c>http://127.0.0.1:5080</c>; <c>*</c> and <c>+</c> stand for all addresses.</summary>
    /// <exception cref="ServerException">It cannot be read.</exception>
    public static ListenAddress Parse(string url)
    {
        var text = url.Replace("//*", "//[::]", StringComparison.Ordinal).Replace("//+", "//[::]", StringComparison.Ordinal);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.AbsolutePath != "/" || uri.Query.Length > 0)
            throw new ServerException($"'{url}' is not an address to listen on; it must look like {ServerOptions.DefaultUrl}.");
        var host = uri.Host.Trim('[', ']');
        var isName = !IPAddress.TryParse(host, out var address);
        if (isName && host != "localhost")
            throw new ServerException($"'{url}' names a host; listen on an address such as 127.0.0.1 or 0.0.0.0, and give the name with --host {host}.");
        return new(url, host, address, uri.Port, uri.Scheme == "https");
    }
}
