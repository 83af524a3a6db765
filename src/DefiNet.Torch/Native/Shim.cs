using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DefiNet.Torch.Native;

/// <summary>The functions of the shim. The library is found, built and loaded by the first call.</summary>
internal static unsafe partial class Shim
{
    private const string Library = "definet_torch";
    private const int Version = 1;

    private static readonly Lazy<nint> Loaded = new(Load);

#pragma warning disable CA2255 // Once per program, and cheap: it says who finds the library.
    [ModuleInitializer]
    internal static void Initialise() => NativeLibrary.SetDllImportResolver(typeof(Shim).Assembly, static (name, _, _) => name == Library ? Loaded.Value : 0);
#pragma warning restore CA2255

    /// <summary>Sets the threads that libtorch and the libraries under it take.</summary>
    public static void SetThreads(int threads)
    {
        Check(definet_set_threads(threads));
        ProcessorLibraries.SetThreads(Loaded.Value, threads);
    }

    /// <summary>Throws what libtorch complained about.</summary>
    public static void Check(int failed)
    {
        if (failed == 0)
            return;
        var text = (Marshal.PtrToStringUTF8(definet_error()) ?? "no reason given").Trim();
        var end = text.IndexOf("\nException raised from", StringComparison.Ordinal);
        throw new TorchException($"libtorch refuses: {(end < 0 ? text : text[..end]).ReplaceLineEndings(" ").Trim()}");
    }

    [LibraryImport(Library)]
    internal static partial nint definet_error();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int definet_operator(string name, string overload, out nint found);

    [LibraryImport(Library)]
    internal static partial int definet_call(nint operation, NativeValue* arguments, int count, NativeValue* results, int capacity, out int returned);

    [LibraryImport(Library)]
    internal static partial void definet_tensor_free(nint tensor);

    [LibraryImport(Library)]
    internal static partial int definet_tensor_share(nint tensor, out nint shared);

    [LibraryImport(Library)]
    internal static partial int definet_tensor_shape(nint tensor, long* lengths, int capacity);

    [LibraryImport(Library)]
    internal static partial int definet_tensor_type(nint tensor);

    [LibraryImport(Library)]
    internal static partial int definet_tensor_device(nint tensor, out int index);

    [LibraryImport(Library)]
    internal static partial int definet_tensor_is_contiguous(nint tensor);

    [LibraryImport(Library)]
    internal static partial int definet_tensor_data(nint tensor, out nint data);

    [LibraryImport(Library)]
    internal static partial int definet_tensor_requires_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial int definet_tensor_set_requires_grad(nint tensor, int wanted);

    [LibraryImport(Library)]
    internal static partial int definet_tensor_is_leaf(nint tensor);

    [LibraryImport(Library)]
    internal static partial int definet_tensor_grad(nint tensor, out nint grad);

    [LibraryImport(Library)]
    internal static partial int definet_tensor_set_grad(nint tensor, nint grad);

    [LibraryImport(Library)]
    internal static partial int definet_grad_mode();

    [LibraryImport(Library)]
    internal static partial void definet_set_grad_mode(int enabled);

    [LibraryImport(Library)]
    internal static partial int definet_backward(nint* outputs, nint* seeds, int count, int retain, int create);

    [LibraryImport(Library)]
    internal static partial int definet_gradients(nint* outputs, nint* seeds, int count, nint* inputs, int inputsCount, int retain, int create, int allowUnused, nint* results);

    [LibraryImport(Library)]
    internal static partial int definet_manual_seed(long seed);

    [LibraryImport(Library)]
    internal static partial int definet_set_threads(int threads);

    [LibraryImport(Library)]
    internal static partial int definet_threads();

    [LibraryImport(Library)]
    internal static partial int definet_cuda_devices();

    private static nint Load()
    {
        var torch = LibTorch.Find();
        var path = ShimBuild.PathFor(torch);
        nint library;
        ProcessorLibraries.Prepare();
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception cause) when (cause is DllNotFoundException or BadImageFormatException)
        {
            throw new TorchException($"{path}: the shim for the libtorch at {torch.Library} does not load ({cause.Message.ReplaceLineEndings(" ").Trim()}); a library that libtorch needs is missing: {LibTorch.HowToGetIt}.", cause);
        }

        var version = ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "definet_shim_version"))();
        return version == Version ? library : throw new TorchException($"{path}: the shim has version {version} and the program needs {Version}; delete the file, it is then built anew.");
    }
}
