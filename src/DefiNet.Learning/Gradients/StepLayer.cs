using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>The weights of one layer as a step uses them.</summary>
internal sealed unsafe class StepLayer
{
    /// <summary>Kinds of markers.</summary>
    public const int Kinds = 3;

    private readonly LayerPlaces _places;
    private readonly TrainedLinear[] _linears;
    private readonly int _h;

    /// <summary>Makes room.</summary>
    public StepLayer(LayerPlaces places, int channels)
    {
        (_places, _h) = (places, channels);
        ScalarNodeFromNode = new(places.ScalarNodeIn, 0, channels, takesBias: false);
        ScalarNodeFromVirtual = new(places.ScalarNodeIn, channels, channels, takesBias: true);
        ScalarNodeOut = new(places.ScalarNodeOut);
        ScalarVirtualIn = new(places.ScalarVirtualIn);
        ScalarVirtualOut = new(places.ScalarVirtualOut);
        VectorNode = new(places.VectorNode);
        VectorVirtual = new(places.VectorVirtual);
        MessageIn = new(places.MessageIn);
        MessageOut = new(places.MessageOut);
        MessageActivation = new(places.MessageActivation);
        UpdateGates = new(new(places.UpdateVector), new(places.UpdateIn), new(places.UpdateOut));
        UpdateActivation = new(places.UpdateActivation);
        CoordinateIn = new(places.CoordinateIn);
        CoordinateOut = new(places.CoordinateOut);
        PushIn = new(places.PushIn);
        MessageEdge = new(places.MessageEdge);
        CoordinateEdge = new(places.CoordinateEdge);
        MessageMarkers = new(Kinds * Kinds * 3 * channels);
        CoordinateMarkers = new(Kinds * Kinds * channels);
        MessageGate = new(channels);
        UpdateGate = new(channels);
        CoordinateVector = new(channels);
        PushOut = new(channels);
        _linears =
        [
            ScalarNodeFromNode, ScalarNodeFromVirtual, ScalarNodeOut, ScalarVirtualIn, ScalarVirtualOut, VectorNode, VectorVirtual, MessageIn, MessageOut,
            MessageActivation, UpdateGates.Vector, UpdateGates.First, UpdateGates.Second, UpdateActivation, CoordinateIn, CoordinateOut, PushIn,
        ];
    }

    /// <summary>Virtual scalar to atoms, first layer, the atom's half.</summary>
    public TrainedLinear ScalarNodeFromNode { get; }

    /// <summary>Virtual scalar to atoms, first layer, the virtual node's half with the bias.</summary>
    public TrainedLinear ScalarNodeFromVirtual { get; }

    /// <summary>Virtual scalar to atoms, second layer.</summary>
    public TrainedLinear ScalarNodeOut { get; }

    /// <summary>Atoms' mean to the virtual scalar, first layer.</summary>
    public TrainedLinear ScalarVirtualIn { get; }

    /// <summary>Atoms' mean to the virtual scalar, second layer.</summary>
    public TrainedLinear ScalarVirtualOut { get; }

    /// <summary>Virtual vector to atoms.</summary>
    public TrainedLinear VectorNode { get; }

    /// <summary>Atoms' mean to the virtual vector.</summary>
    public TrainedLinear VectorVirtual { get; }

    /// <summary>Message from the sender, first layer.</summary>
    public TrainedLinear MessageIn { get; }

    /// <summary>Message from the sender, second layer.</summary>
    public TrainedLinear MessageOut { get; }

    /// <summary>Activation of summed vector messages.</summary>
    public TrainedLinear MessageActivation { get; }

    /// <summary>Gates of the update of an atom.</summary>
    public GateLayers UpdateGates { get; }

    /// <summary>Activation of the updated vectors.</summary>
    public TrainedLinear UpdateActivation { get; }

    /// <summary>Sender's part of a push, first layer.</summary>
    public TrainedLinear CoordinateIn { get; }

    /// <summary>Sender's part of a push, second layer.</summary>
    public TrainedLinear CoordinateOut { get; }

    /// <summary>Strength of a push, first layer.</summary>
    public TrainedLinear PushIn { get; }

    /// <summary>Radial filter of messages.</summary>
    public RadialRows MessageEdge { get; }

    /// <summary>Radial filter of pushes.</summary>
    public RadialRows CoordinateEdge { get; }

    /// <summary>What both markers say to a message, with the constant factors of its parts: (9, 3h).</summary>
    public FloatBuffer MessageMarkers { get; }

    /// <summary>What both markers say to a push: (9, h).</summary>
    public FloatBuffer CoordinateMarkers { get; }

    /// <summary>Gate of the activation of messages.</summary>
    public FloatBuffer MessageGate { get; }

    /// <summary>Gate of the activation of updated vectors.</summary>
    public FloatBuffer UpdateGate { get; }

    /// <summary>Displacement from an atom's own vectors.</summary>
    public FloatBuffer CoordinateVector { get; }

    /// <summary>Strength of a push, second layer.</summary>
    public FloatBuffer PushOut { get; }

    /// <summary>Bias of the strength of a push.</summary>
    public float PushBias { get; private set; }

    /// <summary>Takes the weights of a step.</summary>
    /// <param name="weights">All weights.</param>
    /// <param name="markers">Embedding of the markers: (3, h).</param>
    public void Take(ReadOnlySpan<float> weights, ReadOnlySpan<float> markers)
    {
        foreach (var linear in _linears)
            linear.Take(weights);
        MessageEdge.Take(weights);
        CoordinateEdge.Take(weights);
        Row(weights, _places.MessageGate, MessageGate);
        Row(weights, _places.UpdateGate, UpdateGate);
        Row(weights, _places.CoordinateVector, CoordinateVector);
        Row(weights, _places.PushOut, PushOut);
        PushBias = weights[_places.PushOut.Bias];
        MarkerSums(weights, _places.MessageMarkers, markers, MessageMarkers, 3 * _h);
        MarkerSums(weights, _places.CoordinateMarkers, markers, CoordinateMarkers, _h);
        for (var index = 0; index < MessageMarkers.Length; index++)
            MessageMarkers.Span[index] *= MessageFactor(index % (3 * _h) / _h);
    }

    /// <summary>The constant factor of a part of a message: 0 and 1 go to vectors, 2 to scalars.</summary>
    public float MessageFactor(int part) => (float)(part < 2 ? 1 / Math.Sqrt(3.0 * _h) : 1 / Math.Sqrt(3));

    private static void Row(ReadOnlySpan<float> weights, LinearPlace place, FloatBuffer target) => weights.Slice(place.Weight, place.Inputs).CopyTo(target.Span);

    private static void MarkerSums(ReadOnlySpan<float> weights, LinearPlace? known, ReadOnlySpan<float> markers, FloatBuffer sums, int outputs)
    {
        if (known is not { } place)
        {
            sums.Span.Fill(1);
            return;
        }

        Span<float> said = stackalloc float[Kinds];
        for (var output = 0; output < outputs; output++)
        {
            for (var kind = 0; kind < Kinds; kind++)
            {
                said[kind] = weights[place.Bias + output];
                for (var input = 0; input < place.Inputs; input++)
                    said[kind] = MathF.FusedMultiplyAdd(weights[place.Weight + output * place.Inputs + input], markers[kind * place.Inputs + input], said[kind]);
            }

            for (var receiver = 0; receiver < Kinds; receiver++)
                for (var sender = 0; sender < Kinds; sender++)
                    sums.Span[(receiver * Kinds + sender) * outputs + output] = said[receiver] + said[sender];
        }
    }
}
