using System.Collections.Immutable;
using DefiNet.Inference.Checkpoints;
using DefiNet.Learning.Nets.DistanceNets;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>Where each weight of a DeepRelax stands in one flat row of numbers, under its published name.</summary>
public sealed class DistanceWeightLayout
{
    private const int CellNumbers = 9;

    private readonly WeightRow _row = new();

    /// <summary>Lays the weights of a net out.</summary>
    /// <exception cref="LearningException">The sizes are none of a net.</exception>
    public DistanceWeightLayout(DistanceNetSizes sizes)
    {
        if (sizes.Channels is < 2 or > 4096 || sizes.Channels % 2 != 0 || sizes.Layers is < 1 or > 64 || sizes.Elements is < 1 or > 1000
            || sizes.RadialFunctions is < 2 or > 4096 || sizes.PlaceFunctions is < 2 or > 4096 || sizes.PlaceFunctions % 2 != 0)
            throw new LearningException(
                $"The net is to have {sizes.Channels} channels, {sizes.Layers} layers, {sizes.RadialFunctions} radial functions, {sizes.PlaceFunctions} numbers for a cell's place and {sizes.Elements} rows of elements; "
                + "even numbers of channels and places up to 4096, 1 to 64 layers, 2 to 4096 radial functions and 1 to 1000 elements can be trained.");
        Sizes = sizes;
        var h = sizes.Channels;
        ElementEmbedding = _row.Add("atom_emb.embeddings.weight", sizes.Elements, h);
        Layers = [.. Enumerable.Range(0, sizes.Layers).Select(Layer)];
        Displacement = Head("displace");
        Relaxed = Head("relaxed");
        Cell = new()
        {
            Branch = _row.Linear("cell_branch.0", h, h),
            CellIn = _row.Linear("lin_cell.0", h, CellNumbers),
            CellOut = _row.Linear("lin_cell.2", h, h),
            In = _row.Linear("out_cell.0", h, 2 * h),
            Middle = _row.Linear("out_cell.2", h, h),
            Out = _row.Linear("out_cell.4", CellNumbers, h),
        };
        Weights = _row.Weights;
    }

    /// <summary>Sizes of the net.</summary>
    public DistanceNetSizes Sizes { get; }

    /// <summary>The tensors, in order and without gaps.</summary>
    public ImmutableArray<NamedWeight> Weights { get; }

    /// <summary>Numbers in all.</summary>
    public int Count => _row.Count;

    internal int ElementEmbedding { get; }

    internal ImmutableArray<DistanceLayerPlaces> Layers { get; }

    internal PairHeadPlaces Displacement { get; }

    internal PairHeadPlaces Relaxed { get; }

    internal CellPlaces Cell { get; }

    /// <summary>Weights to begin from: random ones, but the net says at first that every distance stays nearly what it is. The same for a seed on every machine.</summary>
    public float[] Initial(ulong seed)
    {
        var weights = _row.Random(seed, name => name.Contains("_emb.", StringComparison.Ordinal), FirstSize);
        FirstDistances.Write(Displacement, Sizes, weights);
        FirstDistances.Write(Relaxed, Sizes, weights);
        return weights;
    }

    /// <summary>Takes the weights out of a checkpoint.</summary>
    /// <exception cref="LearningException">A tensor is missing or has another shape.</exception>
    public float[] From(Checkpoint checkpoint) => _row.From(checkpoint, "lin_edge_displace.0.weight", "DeepRelax");

    // What all atoms give is summed, and a cell is many Angstrom long: a new net hardly changes a cell, and a step of training changes it little, because all that comes together there begins small.
    private static float FirstSize(string name)
    {
        if (name.StartsWith("cell_branch.", StringComparison.Ordinal))
            return 0.01f;
        if (name.StartsWith("lin_cell.0.", StringComparison.Ordinal) || name.StartsWith("out_cell.4.", StringComparison.Ordinal))
            return 0.05f;
        return name.StartsWith("out_cell.", StringComparison.Ordinal) ? 0.25f : 1;
    }

    private DistanceLayerPlaces Layer(int index)
    {
        var h = Sizes.Channels;
        return new()
        {
            MessageIn = _row.Linear($"message_layers.{index}.x_proj.0", h / 2, h),
            MessageOut = _row.Linear($"message_layers.{index}.x_proj.2", 3 * h, h / 2),
            Edge = _row.Linear($"message_layers.{index}.edge_proj", 3 * h, Sizes.RadialFunctions + Sizes.PlaceFunctions),
            UpdateVector = _row.Linear($"update_layers.{index}.vec_proj", 2 * h, h, hasBias: false),
            UpdateIn = _row.Linear($"update_layers.{index}.xvec_proj.0", h, 2 * h),
            UpdateOut = _row.Linear($"update_layers.{index}.xvec_proj.2", 3 * h, h),
        };
    }

    private PairHeadPlaces Head(string what)
    {
        var h = Sizes.Channels;
        return new()
        {
            Branch = _row.Linear($"dist_{what}_branch.0", h, h),
            EdgeIn = _row.Linear($"lin_edge_{what}.0", h, Sizes.RadialFunctions + Sizes.PlaceFunctions),
            EdgeOut = _row.Linear($"lin_edge_{what}.2", h, h),
            Joined = _row.Linear($"out_distance_{what}.0", h, 3 * h),
            Middle = _row.Linear($"out_distance_{what}.2", h, h),
            Last = _row.Linear($"out_distance_{what}.4", 2, h),
        };
    }
}
