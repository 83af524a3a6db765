using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Inference.DefectNets;
using DefiNet.Learning.Batches;

namespace DefiNet.Learning.DataSets;

/// <summary>The graphs of data sets, built once, in one file that is mapped into memory: a graph is read when a batch needs it.</summary>
/// <remarks>
/// Layout, little-endian: eight letters; SHA-256 of what the graphs were built from; the number of graphs; for each its place in the file; the table of what is known of them;
/// then per graph the cell (9 numbers), positions and relaxed positions in double precision, elements and markers in bytes, first edges, senders (16 bits), and lattice translations (3 bytes).
/// </remarks>
public sealed unsafe class GraphCache : IDisposable
{
    private const string Magic = "DFNGRPH2";
    private const int MaxAtoms = ushort.MaxValue;
    private const int HeaderBytes = 8 + 32 + 8 + 8;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly long[] _places;

    private GraphCache(string path, byte[] key)
    {
        Path = path;
        var length = new FileInfo(path).Length;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start;
        var header = new ReadOnlySpan<byte>(_start, (int)Math.Min(length, HeaderBytes));
        if (header.Length < HeaderBytes || !header[..8].SequenceEqual(Encoding.ASCII.GetBytes(Magic)) || !header.Slice(8, 32).SequenceEqual(key))
            throw new LearningException($"{path}: this is no cache of these graphs; delete it, and it is built anew.");
        var count = BitConverter.ToInt64(header[40..]);
        var table = BitConverter.ToInt64(header[48..]);
        if (count is < 0 or > 10_000_000 || HeaderBytes + 8 * count > length || table < 0 || table > length)
            throw new LearningException($"{path}: the cache is damaged; delete it, and it is built anew.");
        _places = new ReadOnlySpan<long>(_start + HeaderBytes, (int)count).ToArray();
        Samples = ReadTable(path, table, length, (int)count);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is known of each graph.</summary>
    public IReadOnlyList<SampleInfo> Samples { get; }

    /// <summary>Opens the graphs of data sets, and builds them first where they have not been.</summary>
    /// <param name="folder">Folder of the caches.</param>
    /// <param name="sources">The data sets.</param>
    /// <param name="settings">Cutoffs and edges.</param>
    /// <param name="splits">Splits of pairs whose source gives none.</param>
    /// <param name="refused">Told in one sentence of every pair that cannot be used.</param>
    /// <param name="advance">Told after every pair.</param>
    /// <exception cref="LearningException">There is not one pair.</exception>
    public static GraphCache Open(string folder, IReadOnlyList<IPairSource> sources, DefectNetSettings settings, SplitRule splits, Action<string> refused, Action? advance = null)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"{Magic} {settings} {splits} {string.Join('|', sources.Select(source => source.Identity))}"));
        var path = System.IO.Path.Combine(folder, $"graphs-{Convert.ToHexStringLower(key.AsSpan(0, 8))}.bin");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            var making = $"{path}.{Environment.ProcessId}.new";
            try
            {
                Build(making, key, sources, settings, splits, refused, advance);
                File.Move(making, path, overwrite: true);
            }
            finally
            {
                File.Delete(making);
            }
        }

        return new(path, key);
    }

    /// <summary>Folder of the caches when none is named: <c>DEFINET_CACHE</c>, or <c>definet</c> in the user's folder of caches.</summary>
    public static string DefaultFolder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("DEFINET_CACHE") is { Length: > 0 } named)
                return named;
            return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } caches
                ? System.IO.Path.Combine(caches, "definet")
                : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "definet");
        }
    }

    /// <summary>Reads a graph.</summary>
    public DefectGraph Read(SampleInfo sample)
    {
        var (atoms, edges) = (sample.Atoms, sample.Edges);
        var at = _start + _places[sample.Index];
        var lattice = Lattice(Take<double>(ref at, 9));
        var positions = Take<double>(ref at, 3 * atoms).ToArray();
        var relaxed = Take<double>(ref at, 3 * atoms).ToArray();
        var start = Take<int>(ref at, atoms + 1).ToArray();
        var senders = Take<ushort>(ref at, edges);
        var images = Take<sbyte>(ref at, 3 * edges);
        var elements = Take<byte>(ref at, atoms);
        var markers = Take<byte>(ref at, atoms);
        var (sender, shift) = (new int[edges], new Vector3[edges]);
        for (var edge = 0; edge < edges; edge++)
        {
            sender[edge] = senders[edge];
            var (a, b, c) = (images[3 * edge], images[3 * edge + 1], images[3 * edge + 2]);
            if (a != 0 || b != 0 || c != 0)
                shift[edge] = lattice.ToCartesian(new(a, b, c));
        }

        return new(Widened(elements), Widened(markers), positions, new EdgeList(start, sender, shift), relaxed);
    }

    /// <summary>Reads the cell of a graph.</summary>
    public Lattice ReadLattice(SampleInfo sample)
    {
        var at = _start + _places[sample.Index];
        return Lattice(Take<double>(ref at, 9));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private static Lattice Lattice(ReadOnlySpan<double> cell) => new(new(cell[0], cell[1], cell[2]), new(cell[3], cell[4], cell[5]), new(cell[6], cell[7], cell[8]));

    private static ReadOnlySpan<T> Take<T>(ref byte* at, int count) where T : unmanaged
    {
        var taken = new ReadOnlySpan<T>(at, count);
        at += (long)count * sizeof(T);
        return taken;
    }

    private static long[] Widened(ReadOnlySpan<byte> numbers)
    {
        var wide = new long[numbers.Length];
        for (var index = 0; index < wide.Length; index++)
            wide[index] = numbers[index];
        return wide;
    }

    private static long BytesOf(int atoms, int edges) => 9 * 8L + 2 * 24L * atoms + 4L * (atoms + 1) + 2L * edges + 3L * edges + 2L * atoms;

    private List<SampleInfo> ReadTable(string path, long table, long length, int count)
    {
        using var stream = new UnmanagedMemoryStream(_start + table, length - table);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        var samples = new List<SampleInfo>(count);
        try
        {
            for (var index = 0; index < count; index++)
            {
                var sample = new SampleInfo(index, reader.ReadString(), reader.ReadString(), reader.ReadString(), (Split)reader.ReadByte(), reader.ReadString(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
                if (sample.Atoms is < 0 or > MaxAtoms || sample.Edges < 0 || _places[index] < 0 || _places[index] + BytesOf(sample.Atoms, sample.Edges) > length)
                    throw new LearningException($"{path}: the cache is damaged; delete it, and it is built anew.");
                samples.Add(sample);
            }
        }
        catch (EndOfStreamException cut)
        {
            throw new LearningException($"{path}: the cache is cut off; delete it, and it is built anew.", cut);
        }

        return samples;
    }

    private static void Build(string path, byte[] key, IReadOnlyList<IPairSource> sources, DefectNetSettings settings, SplitRule splits, Action<string> refused, Action? advance)
    {
        var bodies = path + ".body";
        try
        {
            var places = new List<long>();
            using var table = new MemoryStream();
            using (var body = File.Create(bodies))
            using (var about = new BinaryWriter(table, Encoding.UTF8, leaveOpen: true))
                foreach (var (pair, graph, source) in sources.SelectMany((source, number) => source.Read(refused).Select(pair => (pair, DefectGraph.Of(pair.WithGhosts, [.. pair.Markers], settings, pair.Relaxed), number))))
                {
                    advance?.Invoke();
                    if (graph.Count > MaxAtoms)
                    {
                        refused($"{pair.Id}: the structure has {graph.Count} atoms; up to {MaxAtoms} can be trained with.");
                        continue;
                    }

                    places.Add(body.Position);
                    Write(body, pair.WithGhosts.Lattice, graph);
                    about.Write(pair.Id);
                    about.Write(pair.Material);
                    about.Write(pair.Density);
                    about.Write((byte)splits.Of(pair));
                    about.Write(pair.CanonicalHash);
                    about.Write(graph.Count);
                    about.Write(graph.EdgeCount);
                    about.Write(source);
                }

            if (places.Count == 0)
                throw new LearningException($"There is not one pair in {string.Join(", ", sources.Select(source => source.Title))}.");
            using var file = File.Create(path);
            var first = HeaderBytes + 8L * places.Count;
            first += (8 - first % 8) % 8;
            using (var read = File.OpenRead(bodies))
            {
                file.Write(Encoding.ASCII.GetBytes(Magic));
                file.Write(key);
                file.Write(BitConverter.GetBytes((long)places.Count));
                file.Write(BitConverter.GetBytes(first + read.Length));
                foreach (var place in places)
                    file.Write(BitConverter.GetBytes(first + place));
                read.CopyTo(file);
            }

            file.Write(table.GetBuffer().AsSpan(0, (int)table.Length));
            file.Flush(flushToDisk: true);
        }
        finally
        {
            File.Delete(bodies);
        }
    }

    private static void Write(FileStream body, Lattice lattice, DefectGraph graph)
    {
        body.Write(MemoryMarshal.AsBytes<double>([lattice.A.X, lattice.A.Y, lattice.A.Z, lattice.B.X, lattice.B.Y, lattice.B.Z, lattice.C.X, lattice.C.Y, lattice.C.Z]));
        body.Write(MemoryMarshal.AsBytes(graph.Positions.AsSpan()));
        body.Write(MemoryMarshal.AsBytes(graph.Relaxed.AsSpan()));
        body.Write(MemoryMarshal.AsBytes(graph.Edges.Start.AsSpan()));
        body.Write(MemoryMarshal.AsBytes(Array.ConvertAll(graph.Edges.Sender, sender => (ushort)sender).AsSpan()));
        var images = new sbyte[3 * graph.EdgeCount];
        for (var edge = 0; edge < graph.EdgeCount; edge++)
        {
            var image = lattice.ToFractional(graph.Edges.Shift[edge]);
            for (var axis = 0; axis < 3; axis++)
                images[3 * edge + axis] = checked((sbyte)Math.Round(image[axis]));
        }

        body.Write(MemoryMarshal.AsBytes(images.AsSpan()));
        body.Write([.. graph.Elements.Select(number => (byte)number)]);
        body.Write([.. graph.Markers.Select(number => (byte)number)]);
        var length = BytesOf(graph.Count, graph.EdgeCount);
        body.Write(new byte[(8 - length % 8) % 8]); // the next one begins where double precision may stand
    }
}
