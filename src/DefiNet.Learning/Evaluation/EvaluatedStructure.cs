namespace DefiNet.Learning.Evaluation;

/// <summary>What a predictor made of one structure.</summary>
/// <param name="Predictor">Its name.</param>
/// <param name="Error">The errors.</param>
/// <param name="Seconds">Time that it took; not a number for Dummy.</param>
public sealed record EvaluatedStructure(string Predictor, StructureError Error, double Seconds);
