namespace DefiNet.Crystals.DataSets;

/// <summary>The two halves of the published data.</summary>
public enum DefectDensity
{
    /// <summary>One to three defects, every placement (folder <c>CIF_POSCAR</c>).</summary>
    Low,

    /// <summary>Many defects at random (folder <c>CIF</c>).</summary>
    High,
}
