namespace DefiNet.Crystals.Formats.ExtendedXyz;

/// <summary>What the entries of a per-atom array are.</summary>
public enum XyzColumnKind
{
    /// <summary>Real numbers (R).</summary>
    Real,

    /// <summary>Whole numbers (I).</summary>
    Integer,

    /// <summary>True or false (L), held as 1 or 0.</summary>
    Logical,

    /// <summary>Words (S).</summary>
    Text,
}
