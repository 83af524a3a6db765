namespace DefiNet.Dft.Records;

/// <summary>One part of a run that was restarted: one start of the engine.</summary>
/// <param name="IonicSteps">Ionic steps that it completed.</param>
/// <param name="StepsBegun">Ionic steps that it began.</param>
/// <param name="Ended">How it ended, in a word; null where its file cannot tell.</param>
/// <param name="Error">Name of its error; null without one.</param>
/// <param name="Seconds">Its wall time in seconds, that of its steps where it was cut; null where the output does not say.</param>
/// <param name="CpuSeconds">Its CPU time in seconds; null where the output does not say.</param>
public sealed record RunPart(int IonicSteps, int StepsBegun, string? Ended, string? Error, double? Seconds, double? CpuSeconds);
