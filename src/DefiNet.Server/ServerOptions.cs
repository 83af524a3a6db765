using DefiNet.Dft;
using DefiNet.Server.Security;

namespace DefiNet.Server;

/// <summary>How the server is started.</summary>
public sealed record ServerOptions
{
    /// <summary>Address when none is given: this machine only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Environment variable with the key of the first administrator.</summary>
    public const string AdminKeyVariable = "DEFINET_ADMIN_KEY";

    /// <summary>Addresses to listen on, such as <c>http://127.0.0.1:5080</c> or <c>https://0.0.0.0:443</c>.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [DefaultUrl];

    /// <summary>Folder for the embedded store and the runs.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The store: a path or a PostgreSQL connection string; null for the variable DEFINET_STORE, then for <c>definet.db</c> in the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>Names under which the server is reached, beside those of this machine's loopback and of <see cref="Urls"/>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Addresses of proxies that end TLS in front of the server, such as <c>10.0.0.5</c>; plain HTTP is answered to nobody else off loopback.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Certificate for https, PEM; null without one.</summary>
    public string? Certificate { get; init; }

    /// <summary>Private key of the certificate, PEM; null when it stands in the same file.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>Key of the first administrator; null for one that is made when there is none.</summary>
    public string? AdminKey { get; init; }

    /// <summary>Whether to make a new key for the administrator although there is one.</summary>
    public bool NewAdminKey { get; init; }

    /// <summary>Campaigns that run at the same time in this process; 0 for a server that only shows them.</summary>
    public int Campaigns { get; init; } = 2;

    /// <summary>Requests in a row that an address without a key may make; a thirtieth of them comes back each second. Less for tests.</summary>
    internal int AnonymousBurst { get; init; } = RateLimits.AnonymousBurst;

    /// <summary>Adds to the server's services, for tests.</summary>
    internal Action<IServiceCollection>? Services { get; init; }

    /// <summary>How to start the command line, which the surrogate is part of; null for the program that runs now.</summary>
    public EngineCommand? Program { get; init; }
}
