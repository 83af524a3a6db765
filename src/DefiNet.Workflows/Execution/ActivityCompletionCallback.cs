namespace DefiNet.Workflows.Execution;

/// <summary>Told when an activity that was scheduled has completed. It must be a method of the activity that scheduled: its name is what is kept.</summary>
public delegate ValueTask ActivityCompletionCallback(ActivityCompletedContext context);
