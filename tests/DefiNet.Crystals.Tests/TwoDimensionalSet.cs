using System.Diagnostics;

namespace DefiNet.Tests;

/// <summary>The unpacked 2DMD structures: the folder that DEFINET_2DMD names, or one unpacked once into the temporary folder.</summary>
internal static class TwoDimensionalSet
{
    private const string Variable = "DEFINET_2DMD";
    private static readonly Lock Unpacking = new();

    /// <summary>A file or folder in it; the test is skipped where the set is absent.</summary>
    public static string Path(params string[] parts)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given && Directory.Exists(given))
            return System.IO.Path.Combine([given, .. parts]);
        lock (Unpacking)
            return System.IO.Path.Combine([Unpack(SharedData.Path("data", "2dmd")), .. parts]);
    }

    // Unpacked beside and moved into place: another process may be at it too.
    private static string Unpack(string archives)
    {
        var target = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "definet-tests-2dmd");
        if (Directory.Exists(target))
            return target;
        var partial = Directory.CreateTempSubdirectory("definet-2dmd-").FullName;
        foreach (var archive in Directory.GetFiles(archives, "*.tar.xz"))
        {
            using var tar = Process.Start("tar", ["-xJf", archive, "-C", partial]);
            tar.WaitForExit();
            if (tar.ExitCode != 0)
                Assert.Skip($"{archive} cannot be unpacked here.");
        }

        try
        {
            Directory.Move(partial, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Directory.Delete(partial, recursive: true);
        }

        return target;
    }
}
