using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace DefiNet.Torch.Native;

/// <summary>What the libraries under libtorch are told before they are loaded, where the user has not told them already, and how many threads they may take.</summary>
/// <remarks>
/// OpenMP's threads wait for each other by spinning; where other programs have the cores, a step then takes twenty times as long as with one thread. Told to be passive, they sleep.
/// OpenBLAS takes a processor that is newer than itself for one of 2004 and multiplies matrices with two numbers at a time; told which of its kernels this processor runs, it takes those.
/// </remarks>
internal static partial class ProcessorLibraries
{
    private const string WaitPolicy = "OMP_WAIT_POLICY";
    private const string CoreType = "OPENBLAS_CORETYPE";

    /// <summary>Sets the variables of the process that the libraries read when they are loaded.</summary>
    public static void Prepare()
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var (name, value) in Variables(Environment.GetEnvironmentVariable))
            _ = setenv(name, value, overwrite: 0); // .NET's own setter does not reach native code
    }

    /// <summary>The variables that are not set yet and should be.</summary>
    internal static IEnumerable<(string Name, string Value)> Variables(Func<string, string?> given)
    {
        if (string.IsNullOrEmpty(given(WaitPolicy)))
            yield return (WaitPolicy, "passive");
        if (string.IsNullOrEmpty(given(CoreType)) && Kernels() is { } kernels)
            yield return (CoreType, kernels);
    }

    /// <summary>Sets the threads of OpenBLAS, of which libtorch knows nothing.</summary>
    /// <param name="library">A library that was loaded with libtorch.</param>
    /// <param name="threads">How many.</param>
    public static unsafe void SetThreads(nint library, int threads)
    {
        if (NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out var set))
            ((delegate* unmanaged<int, void>)set)(threads);
    }

    private static string? Kernels() =>
        Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported && Avx512CD.IsSupported ? "SKYLAKEX"
        : Avx2.IsSupported && Fma.IsSupported ? "HASWELL"
        : null;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int setenv(string name, string value, int overwrite);
}
