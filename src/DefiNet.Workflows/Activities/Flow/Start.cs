using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Marks where a flowchart begins.</summary>
[Activity("Elsa", "Flow", "Marks where a flowchart begins.")]
public sealed class Start : CodeActivity;
