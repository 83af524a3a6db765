using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Model;
using Microsoft.Extensions.DependencyInjection;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>The clusters of the store.</summary>
internal sealed class ClusterOptions : IOptionsProvider
{
    public IEnumerable<string> GetOptions(IServiceProvider services)
    {
        using var context = services.GetRequiredService<Store>().NewContext();
        return [.. context.Clusters.Select(row => row.Name).Order()];
    }
}
