using System.CommandLine;

namespace DefiNet.Cli.Clusters;

/// <summary><c>definet cluster</c>: machines that DFT runs go to.</summary>
public static class ClusterCommand
{
    /// <summary>Composes the noun.</summary>
    public static Command Create() => new("cluster", "Looks after the clusters that DFT runs go to.")
    {
        ClusterAddCommand.Create(),
        ClusterListCommand.Create(),
        ClusterTestCommand.Create(),
        ClusterLoginCommand.Create(),
        ClusterRelaxCommand.Create(),
        ClusterControlCommands.Pause(),
        ClusterControlCommands.Resume(),
    };

    internal static Argument<string> Name() => new("NAME") { Description = "The cluster." };
}
