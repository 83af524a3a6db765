using System.Security.Cryptography;
using System.Text;

namespace DefiNet.Clusters.Hosts;

/// <summary>Where the socket of a shared connection lies: the same for the server and for the person's terminal, and short, since a socket's path has at most 104 characters.</summary>
/// <remarks>ssh's own <c>%C</c> cannot name it, since that hash takes in the jump host, which the guard against unshared connections sets aside; the name here is a hash of the host and the configuration file.</remarks>
internal static class SshSocket
{
    /// <summary>Environment variable that names another folder.</summary>
    public const string FolderVariable = "DEFINET_SSH_SOCKETS";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int MaxPath = 85; // ssh adds 17 characters while it makes the socket

    public static string PathOf(OpenSshOptions options)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Host}\n{options.ConfigFile}"));
        var path = Path.Combine(PrivateFolder(), Convert.ToHexStringLower(hash)[..16]);
        return path.Length <= MaxPath
            ? path
            : throw new ClusterException($"{path}: the path is too long for a socket; name a shorter folder in {FolderVariable}.");
    }

    private static string PrivateFolder()
    {
        if (OperatingSystem.IsWindows())
            throw new ClusterException("OpenSSH for Windows shares no connections; run this in the Windows Subsystem for Linux.");
        var folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named ? Path.GetFullPath(named) : UserId() is var user && user == "0" ? "/run/definet" : $"/tmp/definet-{user}";
        try
        {
            Directory.CreateDirectory(folder, Private);
            // Whoever made the folder before us could read along: only its owner can change its mode, and a link could lead anywhere.
            File.SetUnixFileMode(folder, Private);
        }
        catch (UnauthorizedAccessException foreign)
        {
            throw new ClusterException($"{folder}: the folder belongs to another user; name a folder of your own in {FolderVariable}.", foreign);
        }

        return new DirectoryInfo(folder).LinkTarget is null
            ? folder
            : throw new ClusterException($"{folder}: this is a link; connections are kept in a folder of one's own. Remove it, or name another in {FolderVariable}.");
    }

    private static string UserId()
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("Uid:", StringComparison.Ordinal))
                return line.Split('\t')[2];
        }

        return Environment.UserName;
    }
}
