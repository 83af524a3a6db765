using System.Collections.Immutable;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Storage;
using DefiNet.Crystals;
using DefiNet.Inference;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Models;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Running.Starting;

/// <summary>Makes the starts that a campaign ordered on another machine, as the campaign itself would make them.</summary>
public static class OrderedStarts
{
    /// <summary>Makes the starts of an order; what was made lies beside the file then, with <c>.made</c> after its name.</summary>
    /// <param name="path">The order's file.</param>
    /// <param name="cancellation">Ends it; nothing is written then.</param>
    /// <returns>Number of starts, those that could not be made included.</returns>
    /// <exception cref="CampaignException">The file is none.</exception>
    public static int Make(string path, CancellationToken cancellation)
    {
        var order = StartFiles.ReadOrder(path);
        var definition = new CampaignDefinition
        {
            Name = "ordered",
            Relaxers = [RelaxerFactory.Raw, .. order.Configurations.SelectMany(configuration => configuration.Arms).Where(arm => arm != RelaxerFactory.Raw).Distinct()],
            Models = order.Models.ToImmutableSortedDictionary(pair => pair.Key, pair => string.Join(',', pair.Value.Split(',').Select(Here)), StringComparer.Ordinal),
            GateModel = order.GateModel is { } gate ? Here(gate) : null,
            Device = order.Device,
            FallsBack = order.FallsBack,
        };
        var relaxers = new Dictionary<string, (IRelaxer? Relaxer, string? Problem)>();
        foreach (var arm in order.Configurations.SelectMany(configuration => configuration.Arms).Distinct())
            relaxers[arm] = RelaxerOf(arm, definition);
        var work = order.Configurations.SelectMany(configuration => configuration.Arms.Select(arm => (Configuration: configuration, Arm: arm))).ToArray();
        var made = new MadeStart[work.Length];
        Parallel.For(0, work.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, index =>
        {
            var (configuration, arm) = work[index];
            made[index] = Make(configuration, arm, relaxers[arm], cancellation);
        });
        StartFiles.WriteMade(path + StartFiles.MadeEnding, made);
        return made.Length;
    }

    private static (IRelaxer? Relaxer, string? Problem) RelaxerOf(string arm, CampaignDefinition definition)
    {
        try
        {
            return (Arms.Relaxer(arm, definition), null);
        }
        catch (Exception failure) when (failure is RelaxationException or ModelException or CheckpointException or InferenceException)
        {
            return (null, failure.Message);
        }
    }

    private static MadeStart Make(OrderedConfiguration configuration, string arm, (IRelaxer? Relaxer, string? Problem) with, CancellationToken cancellation)
    {
        if (with.Relaxer is not { } relaxer)
            return new() { Configuration = configuration.Id, Arm = arm, Problem = with.Problem };
        try
        {
            return MadeStart.Of(configuration.Id, relaxer, arm, relaxer.Relax(configuration.Configuration(), cancellation));
        }
        catch (Exception failure) when (failure is RelaxationException or CrystalException or StoreException)
        {
            return new() { Configuration = configuration.Id, Arm = arm, ModelSha256 = relaxer.ModelSha256, Problem = failure.Message };
        }
    }

    // A cluster's folder may be given from the home folder on.
    private static string Here(string model) => model.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), model[2..])
        : model;
}
