using DefiNet.Dft.Records;

namespace DefiNet.Dft.Errors;

/// <summary>Errors that no message names but the record shows.</summary>
public static class RecordErrors
{
    /// <summary>The error of a record; null for one that is as it should be, or that only was cut.</summary>
    public static RunError? Of(IonicRecord record)
    {
        if (record.Converged)
            return null;
        // A potential may count its energy from anywhere; DFT counts it from free atoms or electrons.
        if (record.Engine == "vasp" && record.Steps is [.., var last] && !(last.Energy < 0))
            return ErrorCatalogue.Of("positive_energy");
        if (record.Error is { } named)
            return ErrorCatalogue.Of(named);
        return record switch
        {
            { Finished: false } => null,
            { ReachedAccuracy: true } => ErrorCatalogue.Of("nelm"),
            { IonicSteps: > 1 } => ErrorCatalogue.Of("unconverged"),
            _ => null,
        };
    }
}
