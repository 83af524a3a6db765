using System.Data.Common;
using DefiNet.Campaigns;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Clusters;
using DefiNet.Crystals;
using DefiNet.Dft;
using DefiNet.Inference;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Models;
using DefiNet.Relaxation;

namespace DefiNet.Cli;

/// <summary>Turns what went wrong into a sentence and an exit code.</summary>
public static class Complaint
{
    /// <summary>The exit code of a failure that a person can act on; null for one that is a defect of this program.</summary>
    public static int? ExitCodeOf(Exception failure) => Cause(failure) switch
    {
        UsageException => ExitCode.WrongUsage,
        CrystalException or DftException or RelaxationException => ExitCode.BadInput,
        CheckpointException or InferenceException or ModelException => ExitCode.BadInput,
        StoreException => ExitCode.BadInput,
        CampaignException => ExitCode.BadInput,
        CampaignBusyException or ClusterException => ExitCode.WorkFailed,
        FileNotFoundException or DirectoryNotFoundException => ExitCode.BadInput,
        WorkFailedException or IOException or UnauthorizedAccessException or OperationCanceledException => ExitCode.WorkFailed,
        // By name, so that no command loads the server or libtorch's binding to say that something else went wrong.
        { } other when other.GetType().FullName is "DefiNet.Learning.LearningException" => ExitCode.BadInput,
        { } other when other.GetType().FullName is "DefiNet.Torch.TorchException" or "DefiNet.Learning.Training.TrainingFailedException" => ExitCode.WorkFailed,
        { } other when other.GetType().FullName == "DefiNet.Server.ServerException" => ExitCode.WrongUsage,
        _ => StoreFailureIn(failure) is null ? null : ExitCode.WorkFailed,
    };

    /// <summary>The sentence for the person at the terminal.</summary>
    public static string SentenceOf(Exception failure) => Cause(failure) switch
    {
        OperationCanceledException => "Stopped before the end, as asked.",
        var cause when ExitCodeOf(cause) is null => $"This is a defect of definet, not of your input; please report it with these lines: {failure}",
        _ when StoreFailureIn(failure) is { } refusal => $"The store refuses: {refusal.Message.ReplaceLineEndings(" ").TrimEnd(' ', '.')}.",
        FileNotFoundException { FileName: { } file } absent when IsOfTheSystem(absent) => $"{file}: there is no such file.",
        DirectoryNotFoundException absent when IsOfTheSystem(absent) && absent.Message.Split('\'') is [_, var path, ..] => $"{path}: there is no such file or folder.",
        var cause => cause.Message,
    };

    // Sentences of our own say more than that.
    private static bool IsOfTheSystem(IOException absent) => absent.Message.StartsWith("Could not find", StringComparison.Ordinal);

    // Parallel work wraps what its first thread met.
    private static Exception Cause(Exception failure)
    {
        while (failure is AggregateException { InnerExceptions: [var first, ..] })
            failure = first;
        return failure;
    }

    // What a database says comes wrapped, once or twice.
    private static DbException? StoreFailureIn(Exception? failure)
    {
        while (failure is not (null or DbException or StoreException))
            failure = failure.InnerException;
        return failure as DbException;
    }
}
