using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;

namespace DefiNet.Relaxation;

/// <summary>A net that answers with positions, wherever it runs. Safe to use from several threads.</summary>
public interface IPositionModel
{
    /// <summary>Name of the model.</summary>
    string Name { get; }

    /// <summary>SHA-256 of its weights as hexadecimal digits.</summary>
    string Sha256 { get; }

    /// <summary>Elements it was trained on; empty when that is not known.</summary>
    ImmutableArray<Element> Elements { get; }

    /// <summary>Predicts the relaxed position, in Angstrom, of every atom and ghost.</summary>
    /// <exception cref="RelaxationException">The model cannot treat the structure.</exception>
    Vector3[] Predict(Structure withGhosts, ReadOnlySpan<Marker> markers);
}
