namespace DefiNet.Learning.Tests;

/// <summary>Tests beside which no other runs: libtorch has one source of random numbers for the whole process, and two nets made at once draw from it in turns.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
