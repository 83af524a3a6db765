using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Dft.Records;

namespace DefiNet.Campaigns.Storage;

/// <summary>Ionic records as rows.</summary>
public static class Records
{
    /// <summary>The row of a run's record with its steps. Afterwards call <see cref="EndStates.Update"/> for the configuration.</summary>
    public static IonicRecordRow RowOf(long runId, IonicRecord record)
    {
        var last = record.Steps.IsDefaultOrEmpty ? null : record.Steps[^1];
        var row = new IonicRecordRow
        {
            RunId = runId,
            Engine = record.Engine,
            EngineVersion = record.EngineVersion,
            IonicSteps = record.IonicSteps,
            IonicStepsBegun = record.StepsBegun,
            OptimiserSteps = record.OptimiserSteps,
            ElectronicSteps = record.ElectronicSteps.Sum(),
            ReachedAccuracy = record.ReachedAccuracy,
            Finished = record.Finished,
            Converged = record.Converged,
            Ended = record.Ended,
            Error = record.Error,
            Parts = record.Parts,
            Seconds = record.Seconds,
            CpuSeconds = record.CpuSeconds,
            EnergyEv = last?.Energy,
            MaxForceEvPerA = last?.MaxForce,
            Structure = record.FinalStructure is { } structure ? StructureBlob.Of(structure) : null,
        };
        row.Steps.AddRange(record.Steps.Select(step => new IonicStepRow
        {
            Step = step.Index,
            EnergyEv = step.Energy,
            EnergySigma0Ev = step.EnergySigma0,
            MaxForceEvPerA = step.MaxForce,
            MaxForceFreeEvPerA = step.MaxForceFree,
            ElectronicSteps = step.ElectronicSteps,
            Seconds = step.Seconds,
        }));
        return row;
    }
}
