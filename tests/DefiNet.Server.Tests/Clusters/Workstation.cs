using DefiNet.Clusters.Definitions;

[assembly: AssemblyFixture(typeof(DefiNet.Server.Tests.Clusters.Workstation))]

namespace DefiNet.Server.Tests.Clusters;

/// <summary>A cluster called <c>workstation</c> that is this machine under the queue of our own, known to all servers of the tests.</summary>
public sealed class Workstation : IDisposable
{
    public const string Name = "workstation";

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-workstation-").FullName;

    public Workstation()
    {
        File.WriteAllText(Path.Combine(_folder, $"{Name}.yaml"), $"scheduler: direct\nfolder: {Path.Combine(_folder, "there")}\nslots: 2\npoll: 1 s\ngrace: 1 s\n");
        Environment.SetEnvironmentVariable(ClusterFolder.Variable, _folder);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
