namespace DefiNet.Dft.Tests.Fuzzing;

/// <summary>A spoilt file.</summary>
/// <param name="Seed">Made from this alone, and the corpus.</param>
/// <param name="Original">The file that was spoilt.</param>
/// <param name="Bytes">What became of it.</param>
/// <param name="Kept">How much of the original is left where it was cut and nothing else was done to it; null otherwise.</param>
internal sealed record Mutant(int Seed, byte[] Original, byte[] Bytes, int? Kept)
{
    /// <summary>The mutant of a seed: every third is only cut, of the others some are cut at last.</summary>
    public static Mutant Of(IReadOnlyList<byte[]> corpus, int seed)
    {
        var random = new Random(seed);
        var original = corpus[random.Next(corpus.Count)];
        if (seed % 3 == 0)
        {
            var kept = Mutation.CutPosition(original, random);
            return new(seed, original, original[..kept], kept);
        }

        var bytes = Mutation.Of(original, random);
        return new(seed, original, seed % 3 == 1 && bytes.Length > 0 ? bytes[..Mutation.CutPosition(bytes, random)] : bytes, null);
    }
}
