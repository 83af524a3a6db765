namespace DefiNet.Benchmarks.Dft;

/// <summary>Makes a long OUTCAR of a real one: its ionic steps over and over, numbered on, between its own header and ending.</summary>
internal static class LongOutcar
{
    private static readonly byte[] FirstStep = "Iteration      1(   1)"u8.ToArray();
    private static readonly byte[] SecondStep = "Iteration      2(   1)"u8.ToArray();
    private static readonly byte[] Accuracy = "reached required accuracy"u8.ToArray();
    private static readonly byte[] Mark = "Iteration "u8.ToArray();

    /// <summary>Writes the file; <paramref name="least"/> is its least length in bytes.</summary>
    public static void Write(string source, string target, long least)
    {
        using var zipped = File.OpenRead(source);
        using var plain = source.EndsWith(".gz", StringComparison.Ordinal) ? new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionMode.Decompress) : (Stream)zipped;
        using var memory = new MemoryStream();
        plain.CopyTo(memory);
        var text = memory.ToArray();
        var begin = LineOf(text, FirstStep);
        var second = LineOf(text, SecondStep);
        var end = text.AsSpan().IndexOf(Accuracy) is > 0 and var at ? text.AsSpan(0, at).LastIndexOf((byte)'\n') + 1 : text.Length;
        using var file = File.Create(target);
        file.Write(text, 0, begin);
        var step = 0;
        while (file.Length < least)
            step += Append(file, text.AsSpan(begin, end - begin), step);
        file.Write(text.AsSpan(end));
        if (second < 0)
            throw new InvalidOperationException($"{source} has fewer than two ionic steps.");
    }

    // The number of the ionic step has seven places.
    private static int Append(FileStream file, ReadOnlySpan<byte> steps, int before)
    {
        var copy = steps.ToArray();
        var largest = 0;
        for (var at = 0; copy.AsSpan(at).IndexOf(Mark) is >= 0 and var found;)
        {
            at += found + Mark.Length;
            var number = copy.AsSpan(at, 6);
            var own = int.Parse(number, System.Globalization.NumberStyles.AllowLeadingWhite, System.Globalization.CultureInfo.InvariantCulture);
            largest = Math.Max(largest, own);
            System.Text.Encoding.ASCII.GetBytes((own + before).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(6)).CopyTo(number);
        }

        file.Write(copy);
        return largest;
    }

    private static int LineOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark)
    {
        var at = text.IndexOf(mark);
        return at < 0 ? -1 : text[..at].LastIndexOf((byte)'\n') + 1;
    }
}
