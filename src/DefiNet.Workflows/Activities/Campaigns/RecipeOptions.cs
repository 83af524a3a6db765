using DefiNet.Crystals;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>The recipes that ship.</summary>
internal sealed class RecipeOptions : IOptionsProvider
{
    public IEnumerable<string> GetOptions(IServiceProvider services) =>
        Directory.GetFiles(ShippedFiles.PathOf("config", "recipes"), "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);
}
