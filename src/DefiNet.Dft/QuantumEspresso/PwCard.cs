using System.Collections.Immutable;

namespace DefiNet.Dft.QuantumEspresso;

/// <summary>A card of an input of <c>pw.x</c>.</summary>
/// <param name="Name">Name in capitals, such as ATOMIC_POSITIONS.</param>
/// <param name="Option">The word behind the name in small letters, such as angstrom; empty without one.</param>
/// <param name="Lines">Its lines.</param>
public sealed record PwCard(string Name, string Option, ImmutableArray<string> Lines)
{
    /// <inheritdoc/>
    public bool Equals(PwCard? other) => other is not null && Name == other.Name && Option == other.Option && Lines.SequenceEqual(other.Lines);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Option, Lines.Length);
}
