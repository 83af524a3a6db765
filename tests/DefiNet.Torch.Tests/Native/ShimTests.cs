using DefiNet.Torch.Native;

namespace DefiNet.Torch.Tests.Native;

public sealed class ShimTests
{
    [Fact]
    public void Without_libtorch_the_complaint_says_how_to_get_it()
    {
        var complaint = Assert.Throws<TorchException>(() => LibTorch.Find(null, []));

        Assert.Equal(
            "Training and GPUs need libtorch, which is not on this machine; on Debian run 'apt-get install libtorch-dev libopenblas0-pthread cmake g++', "
            + "or unpack a libtorch 1.13 to 2.x, CPU or CUDA, and name its folder by LIBTORCH.",
            complaint.Message);
    }

    [Fact]
    public void A_folder_that_is_no_libtorch_is_named_in_the_complaint()
    {
        var complaint = Assert.Throws<TorchException>(() => LibTorch.Find("/nowhere", []));

        Assert.StartsWith("LIBTORCH names '/nowhere', where there is no lib/libtorch_cpu", complaint.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_that_do_not_compile_leave_a_log_and_no_build()
    {
        LibTorchHere.Need();
        var folder = Directory.CreateTempSubdirectory("shim").FullName;
        var sources = Directory.CreateDirectory(Path.Combine(folder, "sources")).FullName;
        var cache = Directory.CreateDirectory(Path.Combine(folder, "cache")).FullName;
        File.WriteAllText(Path.Combine(sources, "CMakeLists.txt"), "cmake_minimum_required(VERSION 3.18)\nproject(nothing NONE)\nmessage(FATAL_ERROR \"no such thing\")\n");

        var complaint = Assert.Throws<TorchException>(() => ShimBuild.PathFor(LibTorch.Find(), sources, cache));

        Assert.Contains("cannot be built", complaint.Message, StringComparison.Ordinal);
        Assert.Equal([".log"], Directory.EnumerateFileSystemEntries(cache).Select(Path.GetExtension));
        Directory.Delete(folder, recursive: true);
    }
}
