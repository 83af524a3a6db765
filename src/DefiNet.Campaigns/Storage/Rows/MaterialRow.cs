namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>A host material, such as MoS2.</summary>
public sealed class MaterialRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Name, unique: <c>MoS2</c>, <c>hBN</c>, <c>BP</c>.</summary>
    public required string Name { get; set; }

    /// <summary>The host's unit cell as <see cref="StructureBlob"/>; null where only supercells are known.</summary>
    public byte[]? Host { get; set; }

    /// <summary>Its configurations in all campaigns.</summary>
    public List<ConfigurationRow> Configurations { get; } = [];
}
