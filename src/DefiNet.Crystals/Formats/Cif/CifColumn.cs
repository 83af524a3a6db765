namespace DefiNet.Crystals.Formats.Cif;

/// <summary>What a data name of an atom or of a symmetry operation stands for.</summary>
internal enum CifColumn : byte
{
    /// <summary>Something that is not needed here.</summary>
    Other,

    /// <summary>Element, maybe with a charge.</summary>
    TypeSymbol,

    /// <summary>Name of the site.</summary>
    Label,

    /// <summary>Fractional coordinate along a.</summary>
    X,

    /// <summary>Fractional coordinate along b.</summary>
    Y,

    /// <summary>Fractional coordinate along c.</summary>
    Z,

    /// <summary>A Cartesian coordinate.</summary>
    Cartesian,

    /// <summary>Part of the cells in which the atom is there.</summary>
    Occupancy,

    /// <summary>Alternative to which the atom belongs.</summary>
    DisorderGroup,

    /// <summary>How the position was found; <c>dum</c> is no atom.</summary>
    CalculationFlag,

    /// <summary>A symmetry operation.</summary>
    Operation,
}
