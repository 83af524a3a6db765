using System.Diagnostics.CodeAnalysis;

namespace DefiNet.Workflows.Execution;

/// <summary>Called when a bookmark is resumed. It must be a method of the activity that made the bookmark: its name is what is kept.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "The name that activities written for Elsa use.")]
public delegate ValueTask ExecuteActivityDelegate(ActivityExecutionContext context);
