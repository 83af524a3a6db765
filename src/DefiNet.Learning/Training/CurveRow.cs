using System.Collections.Immutable;

namespace DefiNet.Learning.Training;

/// <summary>One row of the curve of a training.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Seconds">Seconds that they took.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Loss">Mean loss of the steps since the last row, in Angstrom.</param>
/// <param name="GradientNorm">Length of the last gradient before it was clipped.</param>
/// <param name="ValidationError">Mean over the hosts, or over the halves of their data, of the coordinate error of the averaged weights, in Angstrom.</param>
/// <param name="ByMaterial">The error of each of them, in Angstrom.</param>
public sealed record CurveRow(long Step, double Seconds, double Rate, double Loss, double GradientNorm, double ValidationError, ImmutableSortedDictionary<string, double> ByMaterial);
