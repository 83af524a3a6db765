using DefiNet.Clusters.Definitions;

namespace DefiNet.Clusters.Schedulers.Lsf;

/// <summary>IBM Spectrum LSF: <see cref="LsfTemplate"/> writes, <see cref="LsfText"/> reads.</summary>
internal sealed class LsfDialect : Dialect
{
    public override string Name => "lsf";

    public override string Functions(ClusterDefinition cluster) => Script("lsf.sh");

    public override IEnumerable<string> Directives(ClusterDefinition cluster, BatchJob job) => LsfTemplate.Directives(cluster, job);

    public override (SubmitOutcome Outcome, string? Id, string? Sentence) ReadSubmitted(int exitCode, string output, string errors) => LsfText.ReadSubmitted(exitCode, output, errors);

    public override QueueReading ReadQueue(string text, string user, Func<string, bool> owned) => LsfText.ReadQueue(text, user, owned);

    public override IReadOnlyDictionary<string, Account> ReadAccounts(string text) => LsfText.ReadAccounts(text);
}
