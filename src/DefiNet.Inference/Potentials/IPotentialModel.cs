using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Inference.Potentials;

/// <summary>A machine-learned potential with its weights: immutable, for any number of threads.</summary>
public interface IPotentialModel
{
    /// <summary><c>m3gnet</c> or <c>chgnet</c>.</summary>
    string Architecture { get; }

    /// <summary>Path of the file or folder.</summary>
    string Path { get; }

    /// <summary>SHA-256 of the file of weights as hexadecimal digits: the model's identity.</summary>
    string Sha256 { get; }

    /// <summary>Numbers in the file that the net uses.</summary>
    long Parameters { get; }

    /// <summary>Longest bond in Angstrom.</summary>
    double Cutoff { get; }

    /// <summary>Elements that it knows.</summary>
    ImmutableArray<Element> Elements { get; }

    /// <summary>Whether it tells magnetic moments.</summary>
    bool HasMagneticMoments { get; }

    /// <summary>Makes a workspace that evaluates structures one after the other in the same memory, each on up to <paramref name="threads"/> threads (all cores when 0). The result does not depend on that number.</summary>
    PotentialEvaluator CreateEvaluator(int threads = 0);
}
