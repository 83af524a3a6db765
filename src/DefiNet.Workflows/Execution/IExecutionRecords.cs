using DefiNet.Campaigns.Storage.Rows;

namespace DefiNet.Workflows.Execution;

/// <summary>Where records of executions of earlier bursts are found.</summary>
internal interface IExecutionRecords
{
    /// <summary>The record of an execution; null when there is none.</summary>
    ActivityExecutionRow? Find(string executionId);
}
