namespace DefiNet.Clusters.Programs;

/// <summary>What came of one run of a <see cref="FileArray"/>.</summary>
/// <param name="Files">The files here that it treated.</param>
/// <param name="ExitCode">Exit code of the program; null when it left none.</param>
/// <param name="Problem">Why there is none, in a sentence; null when there is.</param>
/// <param name="Folder">Folder here with what came back: <c>stdout</c>, <c>stderr</c>, and what was asked for.</param>
public sealed record FileArrayRun(IReadOnlyList<string> Files, int? ExitCode, string? Problem, string Folder);
