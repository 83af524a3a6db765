namespace DefiNet.Campaigns.Scheduling;

/// <summary>A kind of work that a schedule can do at its times: running a campaign, dispatching a workflow. It starts what may last; it does not wait for its end.</summary>
public interface IScheduledWork
{
    /// <summary>Name in the store and the API, such as <c>campaign</c>.</summary>
    string Kind { get; }

    /// <summary>What a person reads, such as <c>Run a campaign</c>.</summary>
    string Title { get; }

    /// <summary>What it can be done to, by name, for a person to choose from.</summary>
    IReadOnlyList<string> Subjects();

    /// <summary>Does it once.</summary>
    /// <param name="occasion">Why now, and to what.</param>
    /// <param name="cancellation">The server stops.</param>
    /// <returns>What came of it, in a sentence.</returns>
    /// <exception cref="CampaignException">It cannot be done, for the reason that the message says.</exception>
    Task<string> RunAsync(ScheduledOccasion occasion, CancellationToken cancellation);
}
