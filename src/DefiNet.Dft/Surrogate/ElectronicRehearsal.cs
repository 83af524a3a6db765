namespace DefiNet.Dft.Surrogate;

/// <summary>How many electronic steps an ionic step pretends to need. The surrogate has no electrons: the number is made up from how far the ions moved, so that counters and readers of electronic steps have something of the right size and behaviour to work on. It is no estimate of any DFT code's cost.</summary>
/// <remarks>The energy starts off by e₀ (10 eV at first, 20 eV/Å² times the square of the longest move later) and comes closer by a factor of four with each step, until a change is below EDIFF; two steps more than that are made, and never more than NELM.</remarks>
internal static class ElectronicRehearsal
{
    private const double FirstError = 10;
    private const double ErrorPerSquare = 20;
    private const double Gain = 4;

    /// <summary>Energies of the electronic steps in eV; the last is <paramref name="energy"/>.</summary>
    /// <param name="energy">Energy of the ionic step.</param>
    /// <param name="longestMove">How far the ion that moved farthest has moved since the last ionic step, in Angstrom; null for the first.</param>
    /// <param name="ediff">Electronic criterion in eV.</param>
    /// <param name="nelm">Most electronic steps.</param>
    public static double[] Energies(double energy, double? longestMove, double ediff, int nelm)
    {
        var error = longestMove is { } move ? ErrorPerSquare * move * move : FirstError;
        var count = 2 + (int)Math.Ceiling(Math.Max(0, Math.Log(error / ediff) / Math.Log(Gain)));
        var energies = new double[Math.Min(count, nelm)];
        for (var step = 0; step < energies.Length - 1; step++)
            energies[step] = energy + error * Math.Pow(Gain, -step);
        energies[^1] = energy;
        return energies;
    }
}
