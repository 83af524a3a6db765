namespace DefiNet.Dft.Errors;

/// <summary>An error that a run may end with.</summary>
/// <param name="Name">Its name, as people know it: <c>zbrent</c>, <c>walltime</c>.</param>
/// <param name="Kind">What sort of thing it is.</param>
/// <param name="Meaning">What it means, a sentence without a point.</param>
public sealed record RunError(string Name, ErrorKind Kind, string Meaning);
