using DefiNet.Clusters.Definitions;

namespace DefiNet.Clusters.Schedulers.Slurm;

/// <summary>Slurm: <see cref="SlurmTemplate"/> writes, <see cref="SlurmText"/> reads.</summary>
internal sealed class SlurmDialect : Dialect
{
    public override string Name => "slurm";

    public override string Functions(ClusterDefinition cluster) => Script("slurm.sh");

    public override IEnumerable<string> Directives(ClusterDefinition cluster, BatchJob job) => SlurmTemplate.Directives(cluster, job);

    public override (SubmitOutcome Outcome, string? Id, string? Sentence) ReadSubmitted(int exitCode, string output, string errors) => SlurmText.ReadSubmitted(exitCode, output, errors);

    public override QueueReading ReadQueue(string text, string user, Func<string, bool> owned) => SlurmText.ReadQueue(text, user, owned);

    public override IReadOnlyDictionary<string, Account> ReadAccounts(string text) => SlurmText.ReadAccounts(text);
}
