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

    private readonly ImmutableArray<NamedWeight>.Builder _weights = ImmutableArray.CreateBuilder<NamedWeight>();

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
        ElementEmbedding = Add("atom_emb.embeddings.weight", sizes.Elements, h);
        MarkerEmbedding = Add("defect_emb.embeddings.weight", MarkerKinds, h);
        Combine = Linear("lin_comb", h, 2 * h);
        VirtualScalar = Add("vn_emb.weight", 1, h);
        Layers = [.. Enumerable.Range(0, sizes.Layers).Select(Layer)];
        Weights = _weights.ToImmutable();
    }

    /// <summary>Sizes of the net.</summary>
    public DefectNetSizes Sizes { get; }

    /// <summary>The tensors, in order and without gaps.</summary>
    public ImmutableArray<NamedWeight> Weights { get; }

    /// <summary>Numbers in all.</summary>
    public int Count { get; private set; }

    internal int ElementEmbedding { get; }

    internal int MarkerEmbedding { get; }

    internal LinearPlace Combine { get; }

    internal int VirtualScalar { get; }

    internal ImmutableArray<LayerPlaces> Layers { get; }

    /// <summary>Random weights: rows of embeddings from a normal distribution, layers evenly within 1/√inputs, what moves atoms a twentieth of that. The same for a seed on every machine.</summary>
    public float[] Initial(ulong seed)
    {
        var random = new SeededNumbers(seed, SeededNumbers.WeightStream);
        var numbers = new float[Count];
        var inputs = 1;
        foreach (var weight in Weights)
        {
            var target = numbers.AsSpan(weight.Offset, weight.Count);
            if (weight.Name is "vn_emb.weight" || weight.Name.Contains("_emb.", StringComparison.Ordinal))
            {
                foreach (ref var number in target)
                    number = random.Normal();
                continue;
            }

            if (weight.Shape.Length == 2)
                inputs = weight.Shape[1]; // a bias follows its matrix
            var limit = 1 / MathF.Sqrt(inputs);
            if (weight.Name.Contains(".coord_mlp.2.", StringComparison.Ordinal) || weight.Name.Contains(".lin_vec2coord.", StringComparison.Ordinal))
                limit *= FirstMoves;
            foreach (ref var number in target)
                number = limit * (2 * random.Uniform() - 1);
        }

        return numbers;
    }

    /// <summary>Takes the weights out of a checkpoint.</summary>
    /// <exception cref="LearningException">A tensor is missing or has another shape.</exception>
    public float[] From(Checkpoint checkpoint)
    {
        const string landmark = "defect_emb.embeddings.weight";
        var prefix = checkpoint.Tensors.Keys.Where(name => name.EndsWith(landmark, StringComparison.Ordinal)).Select(name => name[..^landmark.Length]).FirstOrDefault()
            ?? throw new LearningException($"{checkpoint.Path}: there is no tensor '{landmark}'; these are not the weights of a DefiNet.");
        var numbers = new float[Count];
        foreach (var weight in Weights)
        {
            if (!checkpoint.Tensors.TryGetValue(prefix + weight.Name, out var tensor) || !tensor.Shape.AsSpan().SequenceEqual(weight.Shape.AsSpan()))
                throw new LearningException($"{checkpoint.Path}: there is no tensor '{weight.Name}' of {string.Join('×', weight.Shape)}; a net of these sizes has one.");
            tensor.ToFloats().CopyTo(numbers, weight.Offset);
        }

        return numbers;
    }

    private LayerPlaces Layer(int index)
    {
        var h = Sizes.Channels;
        var radial = Sizes.RadialFunctions;
        var (scalar, vector, message) = ($"virtual_scalar_layers.{index}", $"virtual_vector_layers.{index}", $"message_passing_layers.{index}");
        var (update, move) = ($"message_update_layers.{index}", $"coord_update_layers.{index}");
        return new()
        {
            ScalarVirtualIn = Linear($"{scalar}.mlp_vn.0", h, 2 * h),
            ScalarVirtualOut = Linear($"{scalar}.mlp_vn.2", h, h),
            ScalarNodeIn = Linear($"{scalar}.mlp_node.0", h, 2 * h),
            ScalarNodeOut = Linear($"{scalar}.mlp_node.2", h, h),
            VectorVirtual = Linear($"{vector}.mlp_vn", h, h, hasBias: false),
            VectorNode = Linear($"{vector}.mlp_node", h, h, hasBias: false),
            MessageMarkers = Sizes.DefectAwareMessages ? Linear($"{message}.defect_proj", 3 * h, h) : null,
            MessageIn = Linear($"{message}.x_proj.0", h / 2, h),
            MessageOut = Linear($"{message}.x_proj.2", 3 * h, h / 2),
            MessageEdge = Linear($"{message}.edge_proj", 3 * h, radial),
            MessageActivation = Linear($"{message}.vec_activation.lin_vec", h, h, hasBias: false),
            MessageGate = Linear($"{message}.vec_activation.lin_gvec", 1, h, hasBias: false),
            UpdateVector = Linear($"{update}.vec_proj", 2 * h, h, hasBias: false),
            UpdateIn = Linear($"{update}.xvec_proj.0", h, 2 * h),
            UpdateOut = Linear($"{update}.xvec_proj.2", 3 * h, h),
            UpdateActivation = Linear($"{update}.vec_activation.lin_vec", h, h, hasBias: false),
            UpdateGate = Linear($"{update}.vec_activation.lin_gvec", 1, h, hasBias: false),
            CoordinateVector = Linear($"{move}.lin_vec2coord", 1, h, hasBias: false),
            CoordinateMarkers = Sizes.DefectAwareMoves ? Linear($"{move}.defect_proj", h, h) : null,
            CoordinateIn = Linear($"{move}.x_proj.0", h, h),
            CoordinateOut = Linear($"{move}.x_proj.2", h, h),
            CoordinateEdge = Linear($"{move}.edge_proj", h, radial),
            PushIn = Linear($"{move}.coord_mlp.0", h, h),
            PushOut = Linear($"{move}.coord_mlp.2", 1, h),
        };
    }

    private LinearPlace Linear(string name, int outputs, int inputs, bool hasBias = true)
    {
        var weight = Add($"{name}.weight", outputs, inputs);
        return new(weight, hasBias ? Add($"{name}.bias", outputs) : -1, outputs, inputs);
    }

    private int Add(string name, params ReadOnlySpan<int> shape)
    {
        var offset = Count;
        var count = 1;
        foreach (var length in shape)
            count = checked(count * length);
        _weights.Add(new(name, [.. shape], offset, count));
        Count = checked(Count + count);
        return offset;
    }
}
