namespace DefiNet.Learning.Batches;

/// <summary>Which angles a potential counts, and where their sums go.</summary>
public enum AngleRule
{
    /// <summary>M3GNet as its published code counts: see <see cref="Inference.Potentials.M3GNet.ThreeBodyIndexing.Published"/>.</summary>
    M3GNetPublished,

    /// <summary>M3GNet as its paper counts: see <see cref="Inference.Potentials.M3GNet.ThreeBodyIndexing.ByBond"/>.</summary>
    M3GNetByBond,

    /// <summary>CHGNet: ordered pairs of short bonds of an atom, and undirected bonds.</summary>
    Chgnet,
}
