namespace DefiNet.Dft.Vasp;

/// <summary>What the phrases of <see cref="OutcarMarkers"/> stand for, in their order.</summary>
internal enum OutcarMarker
{
    Iteration, FreeEnergy, Sigma0, Forces, Cell, Stress, Magnetization, Aborting, Accuracy, Loop, Timing, Stop, Vasp, Surrogate,
    Cpu, Elapsed, Memory, Closing, Error1, Error2, Fatal, Failed, BadNews, Problems, Hermitian,
    AtomCount, TypeCounts, Settings1, Settings2, Settings3, Settings4, Settings5, Settings6, Species, Title, Potcar, Echo,
}
