namespace DefiNet.Learning.Training;

/// <summary>Kinds of data sets.</summary>
public enum DataKind
{
    /// <summary>Folders of the 2DMD layout.</summary>
    Published,

    /// <summary>An extended XYZ: of pairs, or for a potential of steps with energies and forces.</summary>
    ExtendedXyz,

    /// <summary>A campaign in the store: its finished raw arms, or for a potential the ionic steps of all its arms.</summary>
    Campaign,

    /// <summary>Run folders, whose ionic steps a potential learns from.</summary>
    Runs,
}
