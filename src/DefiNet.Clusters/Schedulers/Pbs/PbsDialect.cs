using DefiNet.Clusters.Definitions;

namespace DefiNet.Clusters.Schedulers.Pbs;

/// <summary>PBS Professional and Torque, whose answers are alike: <see cref="PbsTemplate"/> writes, <see cref="PbsText"/> reads.</summary>
internal sealed class PbsDialect(bool torque) : Dialect
{
    public override string Name => torque ? "torque" : "pbs";

    public override string Functions(ClusterDefinition cluster) => Script("pbs.sh");

    public override IEnumerable<string> Directives(ClusterDefinition cluster, BatchJob job) => PbsTemplate.Directives(cluster, job, torque);

    public override (SubmitOutcome Outcome, string? Id, string? Sentence) ReadSubmitted(int exitCode, string output, string errors) => PbsText.ReadSubmitted(exitCode, output, errors);

    public override QueueReading ReadQueue(string text, string user, Func<string, bool> owned) => PbsText.ReadQueue(text, user, owned);

    public override IReadOnlyDictionary<string, Account> ReadAccounts(string text) => PbsText.ReadAccounts(text);
}
