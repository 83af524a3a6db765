namespace DefiNet.Clusters.Transfer;

/// <summary>What is removed on a host when a run is recorded.</summary>
public enum CleanPolicy
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Restart files: wave functions, charge densities and what is like them.</summary>
    Restart,

    /// <summary>The run's whole folder, but for files that are to be kept there.</summary>
    All,
}
