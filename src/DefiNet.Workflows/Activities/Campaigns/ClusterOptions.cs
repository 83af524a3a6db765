using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Clusters.Definitions;
using DefiNet.Workflows.Model;
using Microsoft.Extensions.DependencyInjection;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>The clusters that are described here or known to the store; empty stands for the machine that runs the campaign.</summary>
internal sealed class ClusterOptions : IOptionsProvider
{
    public IEnumerable<string> GetOptions(IServiceProvider services)
    {
        using var context = services.GetRequiredService<Store>().NewContext();
        return ["", ClusterRow.Local, .. context.Clusters.Select(row => row.Name).AsEnumerable().Union(ClusterFolder.Files().Select(file => file.Name)).Where(name => name != ClusterRow.Local).Order(StringComparer.Ordinal)];
    }
}
