using System.Text;

namespace DefiNet.Dft.Vasp;

/// <summary>A file that grows by whole pieces: a piece is put together in memory and handed to the system in one write, so that a killed process leaves what it had written.</summary>
internal sealed class StepFile : IDisposable
{
    private readonly FileStream _file;
    private byte[] _bytes = new byte[1 << 14];

    public StepFile(string path) =>
        _file = new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });

    /// <summary>The piece in the making.</summary>
    public StringBuilder Text { get; } = new();

    /// <summary>Writes the piece.</summary>
    public void Flush()
    {
        var length = 0;
        foreach (var chunk in Text.GetChunks())
        {
            var most = Encoding.UTF8.GetMaxByteCount(chunk.Length);
            if (_bytes.Length - length < most)
                Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, length + most));
            length += Encoding.UTF8.GetBytes(chunk.Span, _bytes.AsSpan(length));
        }

        Text.Clear();
        _file.Write(_bytes, 0, length);
    }

    public void Dispose() => _file.Dispose();
}
