namespace DefiNet.Campaigns.Storage;

/// <summary>How many rows a store holds.</summary>
/// <param name="Campaigns">Campaigns.</param>
/// <param name="Configurations">Configurations.</param>
/// <param name="Starts">Starts.</param>
/// <param name="Runs">DFT runs.</param>
/// <param name="Records">Ionic records.</param>
/// <param name="Steps">Ionic steps.</param>
public sealed record StoreContents(long Campaigns, long Configurations, long Starts, long Runs, long Records, long Steps)
{
    /// <summary>Counts the rows.</summary>
    public static StoreContents Of(DefiNetContext context) => new(
        context.Campaigns.LongCount(), context.Configurations.LongCount(), context.Starts.LongCount(), context.Runs.LongCount(), context.Records.LongCount(), context.Steps.LongCount());
}
