namespace DefiNet.Workflows.Hosting;

/// <summary>Which versions of definitions somebody wants to see.</summary>
public sealed record DefinitionQuery
{
    /// <summary><c>Latest</c>, <c>Published</c>, <c>LatestOrPublished</c>, <c>LatestAndPublished</c>, <c>Draft</c>, <c>AllVersions</c>, a number, or empty for all.</summary>
    public string? VersionOptions { get; init; }

    /// <summary>Versions; empty for all.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Workflows; empty for all.</summary>
    public IReadOnlyList<string> DefinitionIds { get; init; } = [];

    /// <summary>Text in the name, the description or the id; empty for all.</summary>
    public string? SearchTerm { get; init; }

    /// <summary>Whether those of the program itself; null for all.</summary>
    public bool? IsSystem { get; init; }

    /// <summary><c>Created</c>, <c>Name</c> or <c>Version</c>.</summary>
    public string? OrderBy { get; init; }

    /// <summary>Whether the greatest comes first.</summary>
    public bool Descending { get; init; }

    /// <summary>Page, from 0; null for everything.</summary>
    public int? Page { get; init; }

    /// <summary>Versions to a page.</summary>
    public int PageSize { get; init; } = 100;
}
