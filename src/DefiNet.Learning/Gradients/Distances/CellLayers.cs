namespace DefiNet.Learning.Gradients.Distances;

/// <summary>What makes a change of the cell, as a step uses it.</summary>
internal sealed class CellLayers
{
    private readonly TrainedLinear[] _linears;

    /// <summary>Makes room.</summary>
    public CellLayers(CellPlaces places)
    {
        Branch = new(places.Branch);
        CellIn = new(places.CellIn);
        CellOut = new(places.CellOut);
        In = new(places.In);
        Middle = new(places.Middle);
        Out = new(places.Out);
        _linears = [Branch, CellIn, CellOut, In, Middle, Out];
    }

    /// <summary>An atom's part.</summary>
    public TrainedLinear Branch { get; }

    /// <summary>The cell's part, first layer.</summary>
    public TrainedLinear CellIn { get; }

    /// <summary>The cell's part, second layer.</summary>
    public TrainedLinear CellOut { get; }

    /// <summary>Both, first layer.</summary>
    public TrainedLinear In { get; }

    /// <summary>Both, second layer.</summary>
    public TrainedLinear Middle { get; }

    /// <summary>Change of the nine numbers of the cell.</summary>
    public TrainedLinear Out { get; }

    /// <summary>Takes the weights of a step.</summary>
    public void Take(ReadOnlySpan<float> weights)
    {
        foreach (var linear in _linears)
            linear.Take(weights);
    }
}
