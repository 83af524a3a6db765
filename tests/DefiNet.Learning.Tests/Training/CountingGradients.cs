using DefiNet.Learning.Batches;
using DefiNet.Learning.Gradients;

namespace DefiNet.Learning.Tests.Training;

/// <summary>Works nothing out and remembers the largest batch.</summary>
internal sealed class CountingGradients(WeightLayout layout) : IGradientSource
{
    public WeightLayout Layout => layout;

    public int Largest { get; private set; }

    public double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<DefectGraph> batch, Span<float> gradient)
    {
        Largest = Math.Max(Largest, batch.Count);
        gradient.Clear();
        return 1;
    }

    public double[][] Predict(ReadOnlySpan<float> weights, IReadOnlyList<DefectGraph> graphs) => [.. graphs.Select(graph => graph.Positions)];

    public void Dispose()
    {
    }
}
