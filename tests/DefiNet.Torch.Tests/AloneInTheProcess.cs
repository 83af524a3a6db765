namespace DefiNet.Torch.Tests;

/// <summary>Tests beside which no other runs: libtorch has one source of random numbers for the whole process, and a seed holds only while nobody else draws.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
