namespace DefiNet.Dft;

/// <summary>A program with its arguments, passed as an array and never as a shell string; it runs in the run's folder.</summary>
public sealed record EngineCommand(string Program, IReadOnlyList<string> Arguments);
