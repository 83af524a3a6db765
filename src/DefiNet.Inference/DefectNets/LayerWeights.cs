using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DefectNets;

/// <summary>The weights of one layer, packed, with everything that depends on weights alone worked out beforehand.</summary>
internal sealed unsafe class LayerWeights
{
    /// <summary>Sums of two markers' projections: receiver and sender have three values each.</summary>
    public const int MarkerValues = 3;

    /// <summary>Reads layer <paramref name="index"/> of a net with the given sizes.</summary>
    /// <param name="read">The weights.</param>
    /// <param name="index">Which layer.</param>
    /// <param name="h">Channels.</param>
    /// <param name="radial">Radial functions.</param>
    /// <param name="markers">Embedding of the three markers, (3, channels).</param>
    /// <param name="leftOut">Parts that the net was trained without; what stands for their product is 1 then.</param>
    public LayerWeights(WeightReader read, int index, int h, int radial, float[] markers, DefectNetParts leftOut)
    {
        var scalar = $"virtual_scalar_layers.{index}";
        var nodeIn = read.Read($"{scalar}.mlp_node.0.weight", h, 2 * h);
        ScalarNodeFromNode = new(nodeIn, h, h, 2 * h, 0, default);
        ScalarNodeFromVirtual = new(nodeIn, h, h, 2 * h, h, read.Read($"{scalar}.mlp_node.0.bias", h));
        ScalarNodeOut = Linear(read, $"{scalar}.mlp_node.2", h, h);
        ScalarVirtualIn = Linear(read, $"{scalar}.mlp_vn.0", h, 2 * h);
        ScalarVirtualOut = Linear(read, $"{scalar}.mlp_vn.2", h, h);

        var vector = $"virtual_vector_layers.{index}";
        VectorNode = new(read.Read($"{vector}.mlp_node.weight", h, h), h, h);
        VectorVirtual = new(read.Read($"{vector}.mlp_vn.weight", h, h), h, h);

        var message = $"message_passing_layers.{index}";
        MessageIn = Linear(read, $"{message}.x_proj.0", h / 2, h);
        MessageOut = Linear(read, $"{message}.x_proj.2", 3 * h, h / 2);
        MessageEdge = new(read.Read($"{message}.edge_proj.weight", 3 * h, radial), 3, h, radial);
        MessageEdgeBias = new(read.Read($"{message}.edge_proj.bias", 3 * h));
        MessageMarkers = leftOut.HasFlag(DefectNetParts.MarkersInMessages) ? Ones(3 * h) : MarkerSums(Linear(read, $"{message}.defect_proj", 3 * h, h), markers, h);
        ScaleMessages(h);
        MessageActivation = new(read.Read($"{message}.vec_activation.lin_vec.weight", h, h), h, h);
        MessageGate = new(read.Read($"{message}.vec_activation.lin_gvec.weight", 1, h));

        var update = $"message_update_layers.{index}";
        UpdateVector = new(read.Read($"{update}.vec_proj.weight", 2 * h, h), 2 * h, h);
        UpdateIn = Linear(read, $"{update}.xvec_proj.0", h, 2 * h);
        UpdateOut = Linear(read, $"{update}.xvec_proj.2", 3 * h, h);
        UpdateActivation = new(read.Read($"{update}.vec_activation.lin_vec.weight", h, h), h, h);
        UpdateGate = new(read.Read($"{update}.vec_activation.lin_gvec.weight", 1, h));

        var coordinate = $"coord_update_layers.{index}";
        CoordinateVector = new(read.Read($"{coordinate}.lin_vec2coord.weight", 1, h));
        CoordinateIn = Linear(read, $"{coordinate}.x_proj.0", h, h);
        CoordinateOut = Linear(read, $"{coordinate}.x_proj.2", h, h);
        CoordinateEdge = new(read.Read($"{coordinate}.edge_proj.weight", h, radial), 1, h, radial);
        CoordinateEdgeBias = new(read.Read($"{coordinate}.edge_proj.bias", h));
        CoordinateMarkers = leftOut.HasFlag(DefectNetParts.MarkersInMoves) ? Ones(h) : MarkerSums(Linear(read, $"{coordinate}.defect_proj", h, h), markers, h);
        PushIn = Linear(read, $"{coordinate}.coord_mlp.0", h, h);
        PushOut = new(read.Read($"{coordinate}.coord_mlp.2.weight", 1, h));
        PushBias = read.Read($"{coordinate}.coord_mlp.2.bias", 1)[0];
    }

    /// <summary>Virtual scalar to atoms, first layer, the atom's half: (h, h), no bias.</summary>
    public PackedMatrix ScalarNodeFromNode { get; }

    /// <summary>Virtual scalar to atoms, first layer, the virtual node's half, with the bias.</summary>
    public PackedMatrix ScalarNodeFromVirtual { get; }

    /// <summary>Virtual scalar to atoms, second layer.</summary>
    public PackedMatrix ScalarNodeOut { get; }

    /// <summary>Atoms' mean to the virtual scalar, first layer: (h, 2h).</summary>
    public PackedMatrix ScalarVirtualIn { get; }

    /// <summary>Atoms' mean to the virtual scalar, second layer.</summary>
    public PackedMatrix ScalarVirtualOut { get; }

    /// <summary>Virtual vector to atoms.</summary>
    public PackedMatrix VectorNode { get; }

    /// <summary>Atoms' mean to the virtual vector.</summary>
    public PackedMatrix VectorVirtual { get; }

    /// <summary>Message from the sender, first layer: (h/2, h).</summary>
    public PackedMatrix MessageIn { get; }

    /// <summary>Message from the sender, second layer: (3h, h/2).</summary>
    public PackedMatrix MessageOut { get; }

    /// <summary>Message's radial filter, in three parts.</summary>
    public RadialTable MessageEdge { get; }

    /// <summary>Bias of the message's radial filter.</summary>
    public FloatBuffer MessageEdgeBias { get; }

    /// <summary>Sum of both markers' projections for a message, with the constant factors of its three parts: (9, 3h).</summary>
    public FloatBuffer MessageMarkers { get; }

    /// <summary>Activation of summed vector messages.</summary>
    public PackedMatrix MessageActivation { get; }

    /// <summary>Gate of that activation: one row.</summary>
    public FloatBuffer MessageGate { get; }

    /// <summary>Update of an atom, both halves of its vectors: (2h, h).</summary>
    public PackedMatrix UpdateVector { get; }

    /// <summary>Update of an atom, first layer on scalars and norms: (h, 2h).</summary>
    public PackedMatrix UpdateIn { get; }

    /// <summary>Update of an atom, second layer: (3h, h).</summary>
    public PackedMatrix UpdateOut { get; }

    /// <summary>Activation of the updated vectors.</summary>
    public PackedMatrix UpdateActivation { get; }

    /// <summary>Gate of that activation: one row.</summary>
    public FloatBuffer UpdateGate { get; }

    /// <summary>Displacement from an atom's own vectors: one row.</summary>
    public FloatBuffer CoordinateVector { get; }

    /// <summary>Sender's part of a push along an edge, first layer.</summary>
    public PackedMatrix CoordinateIn { get; }

    /// <summary>Sender's part of a push along an edge, second layer.</summary>
    public PackedMatrix CoordinateOut { get; }

    /// <summary>Radial filter of a push.</summary>
    public RadialTable CoordinateEdge { get; }

    /// <summary>Bias of the radial filter of a push.</summary>
    public FloatBuffer CoordinateEdgeBias { get; }

    /// <summary>Sum of both markers' projections for a push: (9, h).</summary>
    public FloatBuffer CoordinateMarkers { get; }

    /// <summary>Strength of a push, first layer.</summary>
    public PackedMatrix PushIn { get; }

    /// <summary>Strength of a push, second layer: one row.</summary>
    public FloatBuffer PushOut { get; }

    /// <summary>Bias of the strength of a push.</summary>
    public float PushBias { get; }

    private static PackedMatrix Linear(WeightReader read, string name, int outputs, int inputs) =>
        new(read.Read($"{name}.weight", outputs, inputs), outputs, inputs, read.Read($"{name}.bias", outputs));

    private static FloatBuffer Ones(int outputs)
    {
        var ones = new FloatBuffer(MarkerValues * MarkerValues * outputs);
        ones.Span.Fill(1);
        return ones;
    }

    private static FloatBuffer MarkerSums(PackedMatrix projection, float[] markers, int h)
    {
        var embedded = new FloatBuffer(markers);
        var projected = new FloatBuffer(MarkerValues * projection.Outputs);
        Gemm.Run(embedded.Pointer, h, MarkerValues, projection, projected.Pointer, projection.Outputs);
        GC.KeepAlive(embedded);
        var sums = new FloatBuffer(MarkerValues * MarkerValues * projection.Outputs);
        for (var receiver = 0; receiver < MarkerValues; receiver++)
            for (var sender = 0; sender < MarkerValues; sender++)
                for (var output = 0; output < projection.Outputs; output++)
                    sums.Span[(receiver * MarkerValues + sender) * projection.Outputs + output] =
                        projected.Span[receiver * projection.Outputs + output] + projected.Span[sender * projection.Outputs + output];
        return sums;
    }

    // The reference multiplies every message by 1/√3 and its vector parts by 1/√channels; once here instead of once an edge.
    private void ScaleMessages(int h)
    {
        var factor = 1 / Math.Sqrt(3);
        var vectorFactor = factor / Math.Sqrt(h);
        for (var index = 0; index < MessageMarkers.Length; index++)
            MessageMarkers.Span[index] *= (float)(index % (3 * h) < 2 * h ? vectorFactor : factor);
    }
}
