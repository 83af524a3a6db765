namespace DefiNet.Crystals.Formats.Cif;

/// <summary>What one data block says about a crystal, as it is gathered.</summary>
internal sealed class CifBlock
{
    /// <summary>Starts a block.</summary>
    public CifBlock(string heading, int line) => (Heading, Line) = (heading, line);

    /// <summary>The name after <c>data_</c>.</summary>
    public string Heading { get; }

    /// <summary>The line of the heading.</summary>
    public int Line { get; }

    /// <summary>a, b, c, alpha, beta, gamma; not a number where nothing was said.</summary>
    public double[] Cell { get; } = [double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN];

    /// <summary>Line of the last cell parameter; 0 without any.</summary>
    public int CellLine { get; set; }

    /// <summary>The listed operations.</summary>
    public List<CifOperation> Operations { get; } = [];

    /// <summary>Hermann-Mauguin symbol or number of the space group, where it is not P 1; null otherwise.</summary>
    public string? GroupBeyondP1 { get; set; }

    /// <summary>Element of each listed atom.</summary>
    public List<Element> Species { get; } = [];

    /// <summary>Fractional position of each listed atom.</summary>
    public List<Vector3> Fractional { get; } = [];

    /// <summary>Line of the first Cartesian-only atom; 0 without any.</summary>
    public int CartesianLine { get; set; }
}
