namespace DefiNet.Dft.Live;

/// <summary>A file that an engine appends to while it works, of which the end tells how far it is.</summary>
/// <param name="Name">Its name in the run's folder.</param>
/// <param name="TailBytes">So many bytes of its end are enough.</param>
/// <param name="Lines">Basic regular expression: only lines with it are needed; null for all.</param>
/// <param name="MaxLines">At most so many lines are needed, the last ones.</param>
public sealed record GrowingFile(string Name, int TailBytes, string? Lines, int MaxLines);
