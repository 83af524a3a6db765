using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace DefiNet.Learning.Training;

/// <summary>One row of the curve of a training.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Seconds">Seconds that they took.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Loss">Mean loss of the steps since the last row; <see cref="TrainingWords"/> has its unit.</param>
/// <param name="GradientNorm">Length of the last gradient before it was clipped.</param>
/// <param name="ValidationError">The error of the averaged weights that is to fall.</param>
/// <param name="Columns">What it is made of, by name.</param>
public sealed record CurveRow(
    long Step, double Seconds, double Rate, double Loss, double GradientNorm, double ValidationError,
    [property: JsonPropertyName(CurveRow.NameInCheckpoints)] ImmutableSortedDictionary<string, double> Columns)
{
    private const string NameInCheckpoints = "ByMaterial"; // checkpoints of earlier versions go on
}
