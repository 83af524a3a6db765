using DefiNet.Clusters.Definitions;

namespace DefiNet.Clusters.Schedulers.Sge;

/// <summary>Sun, Son of, Open and Univa Grid Engine: <see cref="SgeTemplate"/> writes, <see cref="SgeText"/> reads.</summary>
internal sealed class SgeDialect : Dialect
{
    public override string Name => "sge";

    public override string Functions(ClusterDefinition cluster) => Script("sge.sh");

    public override IEnumerable<string> Directives(ClusterDefinition cluster, BatchJob job) => SgeTemplate.Directives(cluster, job);

    public override (SubmitOutcome Outcome, string? Id, string? Sentence) ReadSubmitted(int exitCode, string output, string errors) => SgeText.ReadSubmitted(exitCode, output, errors);

    public override QueueReading ReadQueue(string text, string user, Func<string, bool> owned) => SgeText.ReadQueue(text, user, owned);

    public override IReadOnlyDictionary<string, Account> ReadAccounts(string text) => SgeText.ReadAccounts(text);
}
