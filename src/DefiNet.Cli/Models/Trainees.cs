using DefiNet.Learning.DataSets;
using DefiNet.Learning.Gradients;
using DefiNet.Learning.Gradients.Distances;
using DefiNet.Learning.Training;

namespace DefiNet.Cli.Models;

/// <summary>What a plan trains, with its data.</summary>
internal sealed class Trainees : IDisposable
{
    private readonly GraphCache? _graphs;

    private Trainees(ITrainee trainee, IReadOnlyList<DataOrigin> origins, GraphCache? graphs) => (Trainee, Origins, _graphs) = (trainee, origins, graphs);

    /// <summary>The net and its data.</summary>
    public ITrainee Trainee { get; }

    /// <summary>Where the data came from.</summary>
    public IReadOnlyList<DataOrigin> Origins { get; }

    /// <summary>Opens the data of a plan and makes its net.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="folder">Folder that relative places begin from.</param>
    /// <param name="store">Address of the store, for campaigns.</param>
    /// <param name="cache">Folder of graphs that were built; null for the default one.</param>
    public static Trainees Open(TrainingPlan plan, string folder, string? store, string? cache)
    {
        if (plan.Kind is NetKind.M3GNet or NetKind.Chgnet)
            return Potential(plan, folder, store);
        var sources = TrainingData.Find(plan.Data, folder, store);
        var graphs = TrainingData.Open(sources, plan.Graph, plan.Splits, cache);
        try
        {
            ITrainee trainee = plan.Kind == NetKind.DeepRelax
                ? new DistanceNetTrainee(plan, graphs, GradientsOf(plan, new DistanceWeightLayout(plan.DistanceNet!)))
                : new DefectNetTrainee(plan, graphs, GradientsOf(plan, new WeightLayout(plan.Net)));
            return new(trainee, [.. sources.Select(source => new DataOrigin(source.Title, source.License))], graphs);
        }
        catch
        {
            graphs.Dispose();
            throw;
        }
    }

    /// <summary>Frees net and data.</summary>
    public void Dispose()
    {
        Trainee.Dispose();
        _graphs?.Dispose();
    }

    // What needs libtorch is asked for by name alone, so that nobody else loads it.
    private static IGradientSource GradientsOf(TrainingPlan plan, WeightLayout layout) =>
        plan.Device == "cpu" ? new ManagedGradients(layout, plan.Workers) : new TorchGradients(layout, Where(plan), plan.Workers, plan.IsReduced);

    private static IDistanceGradientSource GradientsOf(TrainingPlan plan, DistanceWeightLayout layout) =>
        plan.Device == "cpu" ? new ManagedDistanceGradients(layout, plan.Workers) : new TorchDistanceGradients(layout, Where(plan), plan.Workers, plan.IsReduced);

    private static string Where(TrainingPlan plan) => plan.Device == "cuda" ? "cuda" : "cpu";

    private static Trainees Potential(TrainingPlan plan, string folder, string? store)
    {
        var data = PotentialData.Open(plan, folder, store);
        return new(new PotentialTrainee(plan, data.Samples, Where(plan)), data.Origins, null);
    }
}
