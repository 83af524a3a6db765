using System.IO.Compression;

namespace DefiNet.Dft.Tests;

/// <summary>Outputs that were recorded for this project; their folders say how.</summary>
internal static class RecordedOutput
{
    public static string PathOf(string code, string name) => Path.Combine(AppContext.BaseDirectory, code, "Outputs", name + ".gz");

    public static byte[] Bytes(string code, string name)
    {
        using var zipped = new GZipStream(File.OpenRead(PathOf(code, name)), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zipped.CopyTo(plain);
        return plain.ToArray();
    }
}
