using System.Runtime.InteropServices;

namespace DefiNet.Torch.Native;

/// <summary>Where libtorch is: the folder that <c>LIBTORCH</c> names, or what the system's packages installed.</summary>
/// <param name="Folder">Folder with <c>include</c> and <c>lib</c>; empty for the system's own.</param>
/// <param name="Library">The file libtorch_cpu, links followed.</param>
internal sealed record LibTorch(string Folder, string Library)
{
    /// <summary>How to get it.</summary>
    public const string HowToGetIt =
        "on Debian run 'apt-get install libtorch-dev libopenblas0-pthread cmake g++', or unpack a libtorch 1.13 to 2.x, CPU or CUDA, and name its folder by LIBTORCH";

    private const string Variable = "LIBTORCH";

    private static readonly string[] SystemFolders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib", "/opt/homebrew/lib"];

    private static string FileName => OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";

    /// <summary>Finds it.</summary>
    /// <exception cref="TorchException">There is none.</exception>
    public static LibTorch Find() => Find(Environment.GetEnvironmentVariable(Variable), SystemFolders);

    /// <summary>Finds it below a folder, or in one of the system's when that is null or empty.</summary>
    internal static LibTorch Find(string? named, IReadOnlyList<string> systemFolders)
    {
        if (OperatingSystem.IsWindows())
            throw new TorchException($"libtorch is used on Linux and macOS only, and this is {RuntimeInformation.OSDescription}; use the nets with --device cpu, which needs no libtorch.");
        if (!string.IsNullOrEmpty(named))
        {
            foreach (var below in (ReadOnlySpan<string>)["lib", "lib64"])
                if (Path.Combine(named, below, FileName) is var path && File.Exists(path))
                    return new(Path.GetFullPath(named), Real(path));
            throw new TorchException($"{Variable} names '{named}', where there is no lib/{FileName}; it must be the folder of an unpacked libtorch, with include and lib in it.");
        }

        foreach (var folder in systemFolders)
            if (Path.Combine(folder, FileName) is var path && File.Exists(path))
                return new("", Real(path));
        throw new TorchException($"Training and GPUs need libtorch, which is not on this machine; {HowToGetIt}.");
    }

    private static string Real(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
}
