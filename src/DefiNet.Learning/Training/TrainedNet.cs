using System.Collections.Immutable;
using DefiNet.Inference.Models;

namespace DefiNet.Learning.Training;

/// <summary>A net as it was written: what its description and its card say of it.</summary>
public sealed record TrainedNet
{
    /// <summary>Its description, but for where the data came from.</summary>
    public required ModelEntry Entry { get; init; }

    /// <summary>What it does, in one sentence.</summary>
    public required string Purpose { get; init; }

    /// <summary>Rows of the card's first table: what it is called, and what it is.</summary>
    public required ImmutableArray<(string Name, string Text)> Rows { get; init; }

    /// <summary>What was lowered, in sentences.</summary>
    public required string Loss { get; init; }

    /// <summary>How good it is on the validation data, in Markdown.</summary>
    public required string Errors { get; init; }

    /// <summary>What it cannot do, a sentence each.</summary>
    public required ImmutableArray<string> Limits { get; init; }
}
