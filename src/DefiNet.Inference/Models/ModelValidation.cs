namespace DefiNet.Inference.Models;

/// <summary>How a model did on structures of one material that it was not trained on.</summary>
/// <param name="Material">The material.</param>
/// <param name="Mae">Mean absolute Cartesian error over all atoms but vacancies, averaged over structures, in Angstrom.</param>
/// <param name="DummyMae">The same for the unrelaxed structures themselves.</param>
/// <param name="Structures">Number of structures.</param>
/// <param name="Better">How many of them came nearer to the relaxed one.</param>
public sealed record ModelValidation(string Material, double Mae, double DummyMae, int Structures, int Better);
