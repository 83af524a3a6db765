namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>Functions of a distance.</summary>
internal interface IRadialBasis
{
    /// <summary>Number of functions.</summary>
    int Count { get; }

    /// <summary>Values and derivatives at a distance in Angstrom.</summary>
    void Evaluate(double distance, Span<double> values, Span<double> slopes);
}
