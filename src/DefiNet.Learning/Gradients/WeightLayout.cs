using System.Collections.Immutable;
using DefiNet.Inference.Checkpoints;
using DefiNet.Learning.Nets.DefectNets;

namespace DefiNet.Learning.Gradients;

/// <summary>Where each weight of a DefiNet stands in one flat row of numbers, under its published name.</summary>
public sealed class WeightLayout
{
    private const int MarkerKinds = 3;

    // A new net hardly moves an atom: it begins where a relaxer that moves nothing stands, not far behind it.
    private const float FirstMoves = 0.05f;

    private readonly WeightRow _row = new();

    /// <summary>Lays the weights of a net out.</summary>
    /// <exception cref="LearningException">The sizes are none of a net.</exception>
    public WeightLayout(DefectNetSizes sizes)
    {
        if (sizes.Channels is < 2 or > 4096 || sizes.Channels % 2 != 0 || sizes.Layers is < 1 or > 64 || sizes.RadialFunctions is < 2 or > 4096 || sizes.Elements is < 2 or > 1000)
            throw new LearningException(
                $"The net is to have {sizes.Channels} channels, {sizes.Layers} layers, {sizes.RadialFunctions} radial functions and {sizes.Elements} rows of elements; "
                + "an even number up to 4096, 1 to 64, 2 to 4096 and 2 to 1000 can be trained.");
        Sizes = sizes;
        var h = sizes.Channels;
        ElementEmbedding = _row.Add("atom_emb.embeddings.weight", sizes.Elements, h);
        MarkerEmbedding = _row.Add("defect_emb.embeddings.weight", MarkerKinds, h);
        Combine = _row.Linear("lin_comb", h, 2 * h);
        VirtualScalar = _row.Add("vn_emb.weight", 1, h);
        Layers = [.. Enumerable.Range(0, sizes.Layers).Select(Layer)];
        Weights = _row.Weights;
    }

    /// <summary>Sizes of the net.</summary>
    public DefectNetSizes Sizes { get; }

    /// <summary>The tensors, in order and without gaps.</summary>
    public ImmutableArray<NamedWeight> Weights { get; }

    /// <summary>Numbers in all.</summary>
    public int Count => _row.Count;

    internal int ElementEmbedding { get; }

    internal int MarkerEmbedding { get; }

    internal LinearPlace Combine { get; }

    internal int VirtualScalar { get; }

    internal ImmutableArray<LayerPlaces> Layers { get; }

    /// <summary>Random weights: rows of embeddings from a normal distribution, layers evenly within 1/√inputs, what moves atoms a twentieth of that. The same for a seed on every machine.</summary>
    public float[] Initial(ulong seed) => _row.Random(
        seed,
        name => name.Contains("_emb.", StringComparison.Ordinal),
        name => name.Contains(".coord_mlp.2.", StringComparison.Ordinal) || name.Contains(".lin_vec2coord.", StringComparison.Ordinal) ? FirstMoves : 1);

    /// <summary>Takes the weights out of a checkpoint.</summary>
    /// <exception cref="LearningException">A tensor is missing or has another shape.</exception>
    public float[] From(Checkpoint checkpoint) => _row.From(checkpoint, "defect_emb.embeddings.weight", "DefiNet");

    private LayerPlaces Layer(int index)
    {
        var h = Sizes.Channels;
        var radial = Sizes.RadialFunctions;
        var (scalar, vector, message) = ($"virtual_scalar_layers.{index}", $"virtual_vector_layers.{index}", $"message_passing_layers.{index}");
        var (update, move) = ($"message_update_layers.{index}", $"coord_update_layers.{index}");
        return new()
        {
            ScalarVirtualIn = _row.Linear($"{scalar}.mlp_vn.0", h, 2 * h),
            ScalarVirtualOut = _row.Linear($"{scalar}.mlp_vn.2", h, h),
            ScalarNodeIn = _row.Linear($"{scalar}.mlp_node.0", h, 2 * h),
            ScalarNodeOut = _row.Linear($"{scalar}.mlp_node.2", h, h),
            VectorVirtual = _row.Linear($"{vector}.mlp_vn", h, h, hasBias: false),
            VectorNode = _row.Linear($"{vector}.mlp_node", h, h, hasBias: false),
            MessageMarkers = Sizes.DefectAwareMessages ? _row.Linear($"{message}.defect_proj", 3 * h, h) : null,
            MessageIn = _row.Linear($"{message}.x_proj.0", h / 2, h),
            MessageOut = _row.Linear($"{message}.x_proj.2", 3 * h, h / 2),
            MessageEdge = _row.Linear($"{message}.edge_proj", 3 * h, radial),
            MessageActivation = _row.Linear($"{message}.vec_activation.lin_vec", h, h, hasBias: false),
            MessageGate = _row.Linear($"{message}.vec_activation.lin_gvec", 1, h, hasBias: false),
            UpdateVector = _row.Linear($"{update}.vec_proj", 2 * h, h, hasBias: false),
            UpdateIn = _row.Linear($"{update}.xvec_proj.0", h, 2 * h),
            UpdateOut = _row.Linear($"{update}.xvec_proj.2", 3 * h, h),
            UpdateActivation = _row.Linear($"{update}.vec_activation.lin_vec", h, h, hasBias: false),
            UpdateGate = _row.Linear($"{update}.vec_activation.lin_gvec", 1, h, hasBias: false),
            CoordinateVector = _row.Linear($"{move}.lin_vec2coord", 1, h, hasBias: false),
            CoordinateMarkers = Sizes.DefectAwareMoves ? _row.Linear($"{move}.defect_proj", h, h) : null,
            CoordinateIn = _row.Linear($"{move}.x_proj.0", h, h),
            CoordinateOut = _row.Linear($"{move}.x_proj.2", h, h),
            CoordinateEdge = _row.Linear($"{move}.edge_proj", h, radial),
            PushIn = _row.Linear($"{move}.coord_mlp.0", h, h),
            PushOut = _row.Linear($"{move}.coord_mlp.2", 1, h),
        };
    }
}
