using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Crystals;

namespace DefiNet.Server.Campaigns;

/// <summary>Makes a campaign from a definition that came over the network: its paths must lie in the data folder or in what ships.</summary>
internal sealed class CampaignForm
{
    private readonly Store _store;
    private readonly string _data;

    public CampaignForm(Store store, ServerOptions options) => (_store, _data) = (store, Path.GetFullPath(options.DataFolder));

    /// <summary>Checks the definition and stores the campaign with all its configurations.</summary>
    /// <param name="yaml">The definition; paths in it are relative to the folder of the campaigns that ship.</param>
    /// <param name="name">Another name than the definition's; null for that.</param>
    /// <exception cref="DefiNet.Campaigns.CampaignException">It cannot be right.</exception>
    public CampaignMade Make(string yaml, string? name)
    {
        var definition = Read(yaml);
        if (name is not null && !CampaignDefinitionReader.IsName(name))
            throw new RequestException("The name must be letters, digits, dots, dashes and underscores, at most 100.");
        definition = CampaignPlanner.Complete(name is null ? definition : definition with { Name = name });
        CampaignPlanner.RefuseTaken(_store, definition.Name);
        var refused = new List<string>();
        var configurations = CampaignPlanner.Create(_store, definition, ConfigurationSource.Read(definition, refused.Add));
        return new(definition.Name, configurations, refused);
    }

    private CampaignDefinition Read(string yaml)
    {
        var shipped = ShippedFiles.Home();
        var definition = CampaignDefinitionReader.Read(yaml, "definition", Path.Combine(shipped, "config", "campaigns"));
        string?[] paths = [definition.Recipe?.Path, definition.DataSet?.Path, .. definition.Models.Values];
        foreach (var path in paths)
            if (path is not null && Path.IsPathRooted(path) && !IsBelow(path, shipped) && !IsBelow(path, _data))
                throw new RequestException($"The definition names {path}; over the network it may name what ships and what lies in the server's data folder {_data}.");
        return definition;
    }

    private static bool IsBelow(string path, string folder)
    {
        var real = Real(path);
        return real.StartsWith(Path.TrimEndingDirectorySeparator(Real(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    // Symbolic links do not lead out.
    private static string Real(string path)
    {
        var full = Path.GetFullPath(path);
        FileSystemInfo info = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
        return info.Exists && info.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : full;
    }
}

/// <summary>A campaign that was made.</summary>
/// <param name="Campaign">Its name.</param>
/// <param name="Configurations">Number of configurations.</param>
/// <param name="Refused">A sentence about each published pair that could not be used.</param>
internal sealed record CampaignMade(string Campaign, int Configurations, IReadOnlyList<string> Refused);
