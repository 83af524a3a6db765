namespace DefiNet.Dft.Tests.Fuzzing;

/// <summary>A kind of file that is spoilt and read: a line of the table in <see cref="FuzzKinds"/>.</summary>
/// <param name="Name">What the file is called; complaints begin with it.</param>
/// <param name="Corpus">Whole files to spoil, small and large.</param>
/// <param name="Read">Reads one; says whether the reader takes it for finished or converged (of an input: for complete). Throws nothing but <see cref="DftException"/> or <see cref="Crystals.CrystalException"/>.</param>
/// <param name="MayBeWhole">Whether the reader may say so, judged without it.</param>
internal sealed record FuzzKind(string Name, Func<IReadOnlyList<byte[]>> Corpus, Func<byte[], string, bool> Read, Func<Mutant, bool> MayBeWhole);
