namespace DefiNet.Workflows.Execution;

/// <summary>Called when a bookmark is resumed. It must be a method of the activity that made the bookmark: its name is what is kept.</summary>
public delegate ValueTask ExecuteActivityDelegate(ActivityExecutionContext context);
