namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>Which bond's features a three-body sum meets.</summary>
public enum ThreeBodyIndexing
{
    /// <summary>As in the code that the published weights were trained and are used with: sums are made over the bonds within the three-body cutoff, numbered 1, 2, 3 …, but their cutoff factor, end atom and target are those of the bond of that number in the list of all bonds. The result depends slightly on the order of bonds.</summary>
    Published,

    /// <summary>As in the paper (Chen and Ong, Nat. Comput. Sci. 2, 718, 2022): sums are made, weighted and stored at the same bond.</summary>
    ByBond,
}
