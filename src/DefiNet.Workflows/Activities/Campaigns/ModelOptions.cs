using DefiNet.Crystals;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>The models that ship; empty stands for the relaxer's own.</summary>
internal sealed class ModelOptions : IOptionsProvider
{
    public IEnumerable<string> GetOptions(IServiceProvider services)
    {
        var folder = ShippedFiles.PathOf("models");
        return ["", .. (Directory.Exists(folder) ? Directory.GetDirectories(folder) : []).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
    }
}
