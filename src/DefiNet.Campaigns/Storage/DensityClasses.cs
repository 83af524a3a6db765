namespace DefiNet.Campaigns.Storage;

/// <summary>The two classes of defect density that savings are told apart by.</summary>
public static class DensityClasses
{
    /// <summary>A few isolated defects: up to three in an 8x8 cell.</summary>
    public const string Low = "low";

    /// <summary>From 2 % of the sites on.</summary>
    public const string High = "high";

    /// <summary>Fraction of the sites from which on a configuration is of high density: the published high-density sets begin at 2.08 %, the low-density ones end at 1.56 %.</summary>
    public const double Boundary = 0.02;

    /// <summary>The class of a density, for configurations whose recipe does not name one.</summary>
    public static string Of(double density) => density < Boundary ? Low : High;
}
