using System.Collections.Immutable;
using System.Text.Json.Serialization;
using DefiNet.Inference.DefectNets;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Nets.DefectNets;
using DefiNet.Learning.Nets.DistanceNets;

namespace DefiNet.Learning.Training;

/// <summary>What is trained, on what, and how.</summary>
public sealed record TrainingPlan
{
    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of net.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public NetKind Kind { get; init; }

    /// <summary>Sizes of a DefiNet and which of its parts it has.</summary>
    public DefectNetSizes Net { get; init; } = new();

    /// <summary>Sizes of a DeepRelax; null for another kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DistanceNetSizes? DistanceNet { get; init; }

    /// <summary>The potential; null for another kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PotentialPlan? Potential { get; init; }

    /// <summary>Cutoffs and edges.</summary>
    public DefectNetSettings Graph { get; init; } = new();

    /// <summary>The data sets.</summary>
    public required ImmutableArray<DataChoice> Data { get; init; }

    /// <summary>Splits of pairs whose source gives none.</summary>
    public SplitRule Splits { get; init; } = new();

    /// <summary>Whether training pairs with a twin among validation or test are left out.</summary>
    public bool DropsLeaks { get; init; }

    /// <summary>How the starts are varied.</summary>
    public StartVariation Variation { get; init; } = new();

    /// <summary>Weights to begin from; null for random ones.</summary>
    public string? BeginFrom { get; init; }

    /// <summary>Seed of the first weights and of the order of the data.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Steps.</summary>
    public long Steps { get; init; } = 4091;

    /// <summary>Structures of a batch.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Atoms and ghosts of a batch at most; null for as many as its structures have.</summary>
    public int? BatchAtoms { get; init; }

    /// <summary>Learning rate after the warm-up.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>How the learning rate falls.</summary>
    public RateSchedule Schedule { get; init; } = new();

    /// <summary>Weight decay.</summary>
    public double Decay { get; init; } = 0.01;

    /// <summary>Longest gradient.</summary>
    public double GradientNorm { get; init; } = 10;

    /// <summary>Share that the average of the weights keeps at a step, at most.</summary>
    public double Average { get; init; } = 0.999;

    /// <summary>Steps from validation to validation.</summary>
    public int ValidateEvery { get; init; } = 300;

    /// <summary>Steps from checkpoint to checkpoint.</summary>
    public int CheckpointEvery { get; init; } = 50;

    /// <summary>Validations without gain after which training ends; 0 for never.</summary>
    public int EarlyStop { get; init; }

    /// <summary>Workers; the weights depend on their number to the last bits.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Where it runs: <c>cpu</c>, <c>torch</c> for libtorch on the processor, <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Whether the linear layers of a step take their products in bfloat16, through libtorch; weights, sums, positions and the optimiser stay in single precision or better.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsReduced { get; init; }
}
