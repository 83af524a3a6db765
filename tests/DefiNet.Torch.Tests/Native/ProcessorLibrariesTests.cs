using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using DefiNet.Torch.Native;
using static TorchSharp.torch;

namespace DefiNet.Torch.Tests.Native;

public sealed class ProcessorLibrariesTests
{
    private delegate nint CoreName();

    [Fact]
    public void What_the_user_has_told_the_libraries_stays()
    {
        Assert.Empty(ProcessorLibraries.Variables(_ => "his own"));
        Assert.Contains(("OMP_WAIT_POLICY", "passive"), ProcessorLibraries.Variables(_ => null));
    }

    [Fact]
    public void OpenBLAS_multiplies_with_the_vectors_that_the_processor_has()
    {
        LibTorchHere.Need();
        set_num_threads(get_num_threads());
        if (!NativeLibrary.TryLoad("libopenblas.so.0", out var library) || !NativeLibrary.TryGetExport(library, "openblas_get_corename", out var name))
        {
            Assert.Skip("libtorch multiplies with something else than OpenBLAS here.");
            return;
        }

        var kernels = Marshal.PtrToStringUTF8(Marshal.GetDelegateForFunctionPointer<CoreName>(name)());

        if (Avx2.IsSupported)
            Assert.DoesNotContain(kernels, ["Prescott", "Core2", "Nehalem", "Generic", "unknown"], StringComparer.OrdinalIgnoreCase);
    }
}
