using System.Collections.Immutable;

namespace DefiNet.Dft.QuantumEspresso;

/// <summary>A namelist of an input of <c>pw.x</c>.</summary>
/// <param name="Name">Name in capitals, such as CONTROL.</param>
/// <param name="Entries">Its variables.</param>
public sealed record PwNamelist(string Name, ImmutableArray<PwEntry> Entries)
{
    /// <summary>Value of a variable as written; null without one.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var entry in Entries)
                if (entry.Name == name)
                    return entry.Value;
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Equals(PwNamelist? other) => other is not null && Name == other.Name && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Entries.Length);
}
