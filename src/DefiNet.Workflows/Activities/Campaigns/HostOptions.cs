using DefiNet.Crystals.Defects;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>The built-in hosts.</summary>
internal sealed class HostOptions : IOptionsProvider
{
    public IEnumerable<string> GetOptions(IServiceProvider services) => ["", .. Host.BuiltInNames];
}
