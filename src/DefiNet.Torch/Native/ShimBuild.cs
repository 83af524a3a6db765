using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DefiNet.Torch.Native;

/// <summary>Builds the shim between this program and one libtorch, once, into a cache folder.</summary>
internal static class ShimBuild
{
    private const string CacheVariable = "DEFINET_CACHE";
    private const int KeyCharacters = 16;

    private static string FileName => OperatingSystem.IsMacOS() ? "libdefinet_torch.dylib" : "libdefinet_torch.so";

    /// <summary>The built shim's path; builds it when no build of these sources against this libtorch is there.</summary>
    /// <exception cref="TorchException">CMake or a compiler is missing, or the build failed.</exception>
    public static string PathFor(LibTorch torch) => PathFor(torch, Path.Combine(AppContext.BaseDirectory, "torch-shim"), CacheFolder());

    /// <summary>The same with the folders of the sources and of the cache given.</summary>
    internal static string PathFor(LibTorch torch, string sources, string cache)
    {
        if (!File.Exists(Path.Combine(sources, "CMakeLists.txt")))
            throw new TorchException($"{sources}: the sources of the libtorch shim are missing beside the program; unpack or build DefiNet anew.");
        var folder = Path.Combine(cache, $"torch-shim-{Key(torch, sources)}");
        var built = Path.Combine(folder, FileName);
        if (!File.Exists(built))
            Build(torch, sources, folder);
        return built;
    }

    private static string CacheFolder()
    {
        if (Environment.GetEnvironmentVariable(CacheVariable) is { Length: > 0 } given)
            return given;
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache");
        return Path.Combine(home, "definet");
    }

    // The sources, and which libtorch: its path, length and time stand for its version and options.
    private static string Key(LibTorch torch, string sources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(sources).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            hash.AppendData(File.ReadAllBytes(file));
        }

        var library = new FileInfo(torch.Library);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{torch.Library}|{library.Length}|{library.LastWriteTimeUtc.Ticks}")));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..KeyCharacters];
    }

    // Built beside its place and then renamed into it: two programs that build at once do not disturb each other.
    private static void Build(LibTorch torch, string sources, string folder)
    {
        var work = $"{folder}.{Environment.ProcessId}";
        Directory.CreateDirectory(work);
        var log = new StringBuilder();
        try
        {
            Run(log, "-S", sources, "-B", work, "-DCMAKE_BUILD_TYPE=Release", $"-DLIBTORCH={torch.Folder}");
            Run(log, "--build", work, "--parallel", "2");
            try
            {
                Directory.Move(work, folder);
            }
            catch (IOException) when (File.Exists(Path.Combine(folder, FileName)))
            {
                Directory.Delete(work, recursive: true); // another program was first
            }
        }
        catch (TorchException)
        {
            File.WriteAllText($"{folder}.log", log.ToString());
            Directory.Delete(work, recursive: true);
            throw;
        }

        void Run(StringBuilder log, params string[] arguments)
        {
            var start = new ProcessStartInfo("cmake", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            try
            {
                using var cmake = Process.Start(start)!;
                var errors = cmake.StandardError.ReadToEndAsync();
                log.Append(cmake.StandardOutput.ReadToEnd()).Append(errors.GetAwaiter().GetResult());
                cmake.WaitForExit();
                if (cmake.ExitCode != 0)
                    throw new TorchException($"The shim for the libtorch at {torch.Library} cannot be built ({FirstError(log)}); all lines are in {folder}.log. If a compiler or headers are missing, {LibTorch.HowToGetIt}.");
            }
            catch (Win32Exception cause)
            {
                throw new TorchException($"CMake, which builds the shim for libtorch once, is missing; {LibTorch.HowToGetIt}.", cause);
            }
        }
    }

    private static string FirstError(StringBuilder log)
    {
        var lines = log.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindIndex(lines, line => line.Contains("rror", StringComparison.Ordinal));
        return at < 0 ? "no line says why" : lines[at].EndsWith(':') && at + 1 < lines.Length ? lines[at + 1].TrimEnd('.') : lines[at].TrimEnd('.', ':');
    }
}
