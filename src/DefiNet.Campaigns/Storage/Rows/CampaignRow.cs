namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>A campaign: which configurations, which relaxers, which engine with which settings.</summary>
public sealed class CampaignRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Name, unique.</summary>
    public required string Name { get; set; }

    /// <summary>The YAML text it was made from; a line of comment for an imported set.</summary>
    public required string Definition { get; set; }

    /// <summary>Where it stands: <c>new</c>, <c>running</c>, <c>finished</c> …; the runner's table of states is the authority.</summary>
    public required string State { get; set; }

    /// <summary>Engine of its DFT runs, such as <c>surrogate</c> or <c>vasp</c>; null where no run is planned.</summary>
    public string? Engine { get; set; }

    /// <summary>Potential under the engine, such as <c>bonded</c> or <c>replay</c>; null for an engine that has none.</summary>
    public string? Potential { get; set; }

    /// <summary>Settings of the calculation as a JSON object of tags, sorted by tag.</summary>
    public string Settings { get; set; } = "{}";

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; set; } = DateTime.UtcNow;

    /// <summary>Its configurations.</summary>
    public List<ConfigurationRow> Configurations { get; } = [];
}
