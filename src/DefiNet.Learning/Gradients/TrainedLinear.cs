using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>A linear layer, or some columns of it, packed twice: for arguments, and for gradients on their way back.</summary>
internal sealed class TrainedLinear
{
    /// <summary>Makes room for all columns of a layer.</summary>
    public TrainedLinear(LinearPlace place) : this(place, 0, place.Inputs, place.Bias >= 0)
    {
    }

    /// <summary>Makes room for some columns of a layer.</summary>
    public TrainedLinear(LinearPlace place, int firstInput, int inputs, bool takesBias)
    {
        (Place, FirstInput, TakesBias) = (place, firstInput, takesBias);
        Forward = new(place.Outputs, inputs);
        Back = new(inputs, place.Outputs);
    }

    /// <summary>Where the whole layer stands among the weights.</summary>
    public LinearPlace Place { get; }

    /// <summary>The first of its columns that is taken.</summary>
    public int FirstInput { get; }

    /// <summary>Whether the bias is added here.</summary>
    public bool TakesBias { get; }

    /// <summary>Arguments to results.</summary>
    public PackedMatrix Forward { get; }

    /// <summary>Gradients of results to those of arguments.</summary>
    public PackedMatrix Back { get; }

    /// <summary>Takes the weights of a step.</summary>
    public void Take(ReadOnlySpan<float> weights)
    {
        var matrix = weights.Slice(Place.Weight, Place.Outputs * Place.Inputs);
        Forward.Pack(matrix, Place.Inputs, FirstInput, TakesBias ? weights.Slice(Place.Bias, Place.Outputs) : default);
        Back.PackTransposed(matrix, Place.Inputs, FirstInput);
    }
}
