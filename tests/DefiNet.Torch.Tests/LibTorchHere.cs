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

    // What nobody holds is collected first: dead managed objects may otherwise stay for as long as there is room.
    public static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
