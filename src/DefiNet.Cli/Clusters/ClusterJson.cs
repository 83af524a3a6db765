using System.Text.Json.Serialization;

namespace DefiNet.Cli.Clusters;

/// <summary>Writes texts as JSON without reflection.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class ClusterJson : JsonSerializerContext;
