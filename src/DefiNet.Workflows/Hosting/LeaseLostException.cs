namespace DefiNet.Workflows.Hosting;

/// <summary>Another process has taken the instance over: what this one did since its last commit does not count.</summary>
internal sealed class LeaseLostException(string instanceId) : Exception($"The lease of the instance {instanceId} is lost.");
