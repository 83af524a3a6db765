using System.Diagnostics;
using DefiNet.Torch.Native;

namespace DefiNet.Torch.Tests;

/// <summary>libtorch and CMake; tests that need them are skipped where they are absent.</summary>
internal static class LibTorchHere
{
    private static readonly Lazy<string?> Missing = new(() =>
    {
        try
        {
            LibTorch.Find();
        }
        catch (TorchException absent)
        {
            return absent.Message;
        }

        return Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "cmake"))) ? null : "CMake is absent; it builds the shim for libtorch.";
    });

    public static void Need()
    {
        if (Missing.Value is { } reason)
            Assert.Skip(reason);
    }

    public static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
