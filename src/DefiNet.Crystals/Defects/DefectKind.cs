namespace DefiNet.Crystals.Defects;

/// <summary>Kinds of point defects.</summary>
public enum DefectKind
{
    /// <summary>A host site without an atom.</summary>
    Vacancy,

    /// <summary>A host site with an atom of another element.</summary>
    Substitution,

    /// <summary>An atom that sits on no host site.</summary>
    Adatom,
}
