namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>A trained model that made starts.</summary>
public sealed class ModelRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Name, such as <c>definet-64x4</c>.</summary>
    public required string Name { get; set; }

    /// <summary>Architecture, such as <c>definet</c>.</summary>
    public required string Architecture { get; set; }

    /// <summary>SHA-256 of the weights' file, hexadecimal; unique.</summary>
    public required string Sha256 { get; set; }

    /// <summary>What it was trained on; null where it is not known.</summary>
    public string? TrainingSet { get; set; }

    /// <summary>Its card's text; null where it has none.</summary>
    public string? Card { get; set; }
}
