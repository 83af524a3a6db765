namespace DefiNet.Crystals;

/// <summary>Along which lattice directions an atom may move in a relaxation (VASP's selective dynamics flags).</summary>
public readonly record struct AxisFreedom(bool A, bool B, bool C)
{
    /// <summary>An atom that may move everywhere.</summary>
    public static AxisFreedom Free => new(true, true, true);

    /// <summary>An atom that stays put.</summary>
    public static AxisFreedom Frozen => default;
}
