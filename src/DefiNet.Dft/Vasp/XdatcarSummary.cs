namespace DefiNet.Dft.Vasp;

/// <summary>What an XDATCAR holds.</summary>
/// <param name="Frames">Complete configurations.</param>
/// <param name="Runs">Runs appended to each other; 0 in an empty file.</param>
/// <param name="EndsWithFrame">Whether the file ends behind a complete configuration, and not inside one.</param>
public sealed record XdatcarSummary(int Frames, int Runs, bool EndsWithFrame);
