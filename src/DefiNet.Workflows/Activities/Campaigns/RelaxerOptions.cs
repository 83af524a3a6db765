using DefiNet.Relaxation;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>The relaxers there are.</summary>
internal sealed class RelaxerOptions : IOptionsProvider
{
    public IEnumerable<string> GetOptions(IServiceProvider services) => RelaxerFactory.Names;
}
