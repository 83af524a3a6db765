using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>A linear layer, or some columns of it, packed twice: for arguments, and for gradients on their way back.</summary>
internal sealed class TrainedLinear
{
    private readonly LinearPlace _place;
    private readonly int _firstInput;
    private readonly bool _takesBias;

    /// <summary>Makes room for all columns of a layer.</summary>
    public TrainedLinear(LinearPlace place) : this(place, 0, place.Inputs, place.Bias >= 0)
    {
    }

    /// <summary>Makes room for some columns of a layer.</summary>
    public TrainedLinear(LinearPlace place, int firstInput, int inputs, bool takesBias)
    {
        (_place, _firstInput, _takesBias) = (place, firstInput, takesBias);
        Forward = new(place.Outputs, inputs);
        Back = new(inputs, place.Outputs);
    }

    /// <summary>Arguments to results.</summary>
    public PackedMatrix Forward { get; }

    /// <summary>Gradients of results to those of arguments.</summary>
    public PackedMatrix Back { get; }

    /// <summary>Takes the weights of a step.</summary>
    public void Take(ReadOnlySpan<float> weights)
    {
        var matrix = weights.Slice(_place.Weight, _place.Outputs * _place.Inputs);
        Forward.Pack(matrix, _place.Inputs, _firstInput, _takesBias ? weights.Slice(_place.Bias, _place.Outputs) : default);
        Back.PackTransposed(matrix, _place.Inputs, _firstInput);
    }
}
