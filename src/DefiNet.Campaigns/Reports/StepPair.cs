namespace DefiNet.Campaigns.Reports;

/// <summary>Completed ionic steps of the two arms of one comparable pair.</summary>
/// <param name="Configuration">Name of the configuration, for the tooltip.</param>
/// <param name="Raw">Ionic steps from the raw start.</param>
/// <param name="Relaxed">Ionic steps from the relaxer's start.</param>
public sealed record StepPair(string Configuration, int Raw, int Relaxed)
{
    /// <summary>Saved share of the raw arm's steps; negative when the relaxer's start took more.</summary>
    public double Saving => 1 - (double)Relaxed / Raw;
}
