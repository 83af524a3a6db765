namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>One version of a workflow definition.</summary>
public sealed class WorkflowDefinitionRow
{
    /// <summary>Key of the version.</summary>
    public required string Id { get; set; }

    /// <summary>The workflow, equal for all its versions.</summary>
    public required string DefinitionId { get; set; }

    /// <summary>Number of the version, from 1.</summary>
    public int Version { get; set; }

    /// <summary>Name.</summary>
    public required string Name { get; set; }

    /// <summary>What it does; null where nobody said.</summary>
    public string? Description { get; set; }

    /// <summary>Whether no version comes after it.</summary>
    public bool IsLatest { get; set; }

    /// <summary>Whether it is the one that runs.</summary>
    public bool IsPublished { get; set; }

    /// <summary>Whether it came from a file and is changed there.</summary>
    public bool IsReadonly { get; set; }

    /// <summary>Whether it belongs to the program.</summary>
    public bool IsSystem { get; set; }

    /// <summary>Version of the designer that drew it.</summary>
    public string? ToolVersion { get; set; }

    /// <summary>Where it came from; null for the designer.</summary>
    public string? Provider { get; set; }

    /// <summary>The definition as JSON.</summary>
    public required string Model { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; set; }
}
