using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>The gradient that one worker gathers over its structures.</summary>
internal sealed class GradientSum : IGradientSum
{
    private readonly StepWeights _net;
    private readonly WeightLayout _layout;

    /// <summary>Makes room.</summary>
    public GradientSum(StepWeights net)
    {
        var layout = net.Layout;
        var h = layout.Sizes.Channels;
        (_net, _layout) = (net, layout);
        Flat = new(layout.Count);
        MessageEdge = [.. layout.Layers.Select(layer => new RadialRows(layer.MessageEdge))];
        CoordinateEdge = [.. layout.Layers.Select(layer => new RadialRows(layer.CoordinateEdge))];
        MessageMarkers = [.. layout.Layers.Select(_ => new FloatBuffer(StepLayer.Kinds * StepLayer.Kinds * 3 * h))];
        CoordinateMarkers = [.. layout.Layers.Select(_ => new FloatBuffer(StepLayer.Kinds * StepLayer.Kinds * h))];
    }

    /// <inheritdoc/>
    public FloatBuffer Flat { get; }

    /// <summary>Radial filters of messages, layer by layer.</summary>
    public RadialRows[] MessageEdge { get; }

    /// <summary>Radial filters of pushes.</summary>
    public RadialRows[] CoordinateEdge { get; }

    /// <summary>What both markers say to messages: (9, 3h).</summary>
    public FloatBuffer[] MessageMarkers { get; }

    /// <summary>What both markers say to pushes: (9, h).</summary>
    public FloatBuffer[] CoordinateMarkers { get; }

    /// <inheritdoc/>
    public void Clear()
    {
        Flat.Span.Clear();
        for (var layer = 0; layer < MessageEdge.Length; layer++)
        {
            MessageEdge[layer].Clear();
            CoordinateEdge[layer].Clear();
            MessageMarkers[layer].Span.Clear();
            CoordinateMarkers[layer].Span.Clear();
        }
    }

    /// <inheritdoc/>
    public void Finish()
    {
        for (var index = 0; index < MessageEdge.Length; index++)
        {
            MessageEdge[index].AddTo(Flat.Span);
            CoordinateEdge[index].AddTo(Flat.Span);
            var (places, h) = (_layout.Layers[index], _layout.Sizes.Channels);
            var messages = MessageMarkers[index].Span;
            for (var at = 0; at < messages.Length; at++)
                messages[at] *= _net.Layers[index].MessageFactor(at % (3 * h) / h);
            Markers(_net.Flat, places.MessageMarkers, messages, 3 * h);
            Markers(_net.Flat, places.CoordinateMarkers, CoordinateMarkers[index].Span, h);
        }
    }

    private void Markers(ReadOnlySpan<float> weights, LinearPlace? known, ReadOnlySpan<float> pairs, int outputs)
    {
        if (known is not { } place)
            return;
        var flat = Flat.Span;
        var h = place.Inputs;
        for (var kind = 0; kind < StepLayer.Kinds; kind++)
            for (var output = 0; output < outputs; output++)
            {
                var sum = 0f;
                for (var other = 0; other < StepLayer.Kinds; other++)
                    sum += pairs[(kind * StepLayer.Kinds + other) * outputs + output] + pairs[(other * StepLayer.Kinds + kind) * outputs + output];
                if (sum == 0)
                    continue;
                flat[place.Bias + output] += sum;
                for (var input = 0; input < h; input++)
                {
                    flat[place.Weight + output * h + input] += sum * weights[_layout.MarkerEmbedding + kind * h + input];
                    flat[_layout.MarkerEmbedding + kind * h + input] += sum * weights[place.Weight + output * h + input];
                }
            }
    }
}
