namespace DefiNet.Dft.Errors;

/// <summary>An error as a file reports it.</summary>
/// <param name="Error">The error.</param>
/// <param name="File">The file's path.</param>
/// <param name="Line">Line of the last report, from 1.</param>
/// <param name="Text">That line, shortened.</param>
/// <param name="Times">How often the file reports it.</param>
public sealed record ErrorSighting(RunError Error, string File, long Line, string Text, int Times);
