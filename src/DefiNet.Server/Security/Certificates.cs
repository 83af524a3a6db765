using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DefiNet.Server.Security;

/// <summary>Reads the server's certificate.</summary>
internal static class Certificates
{
    /// <summary>Reads PEM files.</summary>
    /// <exception cref="ServerException">They cannot be read.</exception>
    public static X509Certificate2 Load(string certificate, string? key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ServerException($"The certificate {certificate}{(key is null ? "" : $" with the key {key}")} cannot be read: {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}; both must be PEM.");
        }
    }
}
