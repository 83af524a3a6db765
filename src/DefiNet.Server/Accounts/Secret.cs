using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace DefiNet.Server.Accounts;

/// <summary>Random secrets, of which only the hash is kept: 256 bits need no salt.</summary>
internal static class Secret
{
    private const int Bytes = 32;
    private const string Prefix = "dfn_";

    /// <summary>A new secret, safe in a URL and a cookie.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is kept of it.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
