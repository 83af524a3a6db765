using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Ends the flowchart that it stands in; what is still at work there is cancelled.</summary>
[Activity("Elsa", "Flow", "Ends the flowchart that it stands in; what is still at work there is cancelled.")]
public sealed class End : CodeActivity;
