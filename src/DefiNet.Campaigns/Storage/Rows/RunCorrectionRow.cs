namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>One thing that was done about an error: a tag of a run changed, or the run continued. Nothing of the kind is done without such a row.</summary>
public sealed class RunCorrectionRow
{
    /// <summary>Key; later corrections go before earlier ones.</summary>
    public long Id { get; set; }

    /// <summary>The run whose settings are changed.</summary>
    public long RunId { get; set; }

    /// <summary>First part of the run that it holds for.</summary>
    public int Part { get; set; }

    /// <summary>Name of the error.</summary>
    public required string Error { get; set; }

    /// <summary>The tag; null where nothing was changed and the run only went on.</summary>
    public string? Tag { get; set; }

    /// <summary>The tag's value before; null where it was not set.</summary>
    public string? OldValue { get; set; }

    /// <summary>The tag's value from then on; null where nothing was changed.</summary>
    public string? NewValue { get; set; }

    /// <summary>The run that the error happened in: this one, or another arm of the same configuration.</summary>
    public long CauseRunId { get; set; }

    /// <summary>Whether the change holds for every arm of the configuration.</summary>
    public bool AllArms { get; set; }

    /// <summary>Completed ionic steps of this run that no longer count, since it begins again; they stay in the folders of its earlier parts.</summary>
    public int StepsDropped { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime At { get; set; } = DateTime.UtcNow;

    /// <summary>The run.</summary>
    public DftRunRow? Run { get; set; }
}
