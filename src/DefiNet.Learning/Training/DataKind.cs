namespace DefiNet.Learning.Training;

/// <summary>Kinds of data sets.</summary>
public enum DataKind
{
    /// <summary>Folders of the 2DMD layout.</summary>
    Published,

    /// <summary>An extended XYZ of pairs.</summary>
    ExtendedXyz,

    /// <summary>The finished raw arms of a campaign in the store.</summary>
    Campaign,

    /// <summary>Run folders, whose ionic steps a potential learns from.</summary>
    Runs,
}
