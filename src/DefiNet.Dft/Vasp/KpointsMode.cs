namespace DefiNet.Dft.Vasp;

/// <summary>How a KPOINTS file gives its points.</summary>
public enum KpointsMode
{
    /// <summary>A grid through the zone's centre.</summary>
    Gamma,

    /// <summary>A grid after Monkhorst and Pack: beside the centre where a number of divisions is even.</summary>
    MonkhorstPack,

    /// <summary>A grid through the centre as fine as a length in Angstrom asks.</summary>
    Automatic,

    /// <summary>A grid spanned by three given vectors.</summary>
    Generated,

    /// <summary>Points along lines, for band structures.</summary>
    Lines,

    /// <summary>Every point with its weight.</summary>
    Explicit,
}
