namespace DefiNet.Learning.Gradients.Distances;

/// <summary>A linear layer on what describes a pair, as a step uses it: radial functions of its distance, and the place of the sender's cell.</summary>
/// <remarks>The share of the place takes as many values as there are cell offsets in a structure; it is worked out once for each and stands for the bias.</remarks>
internal sealed class PairFilterLayer
{
    /// <summary>Makes room for a layer of shape (outputs, radial + places).</summary>
    public PairFilterLayer(LinearPlace place, int radial)
    {
        Radial = new(place, radial);
        Place = new(place, radial, place.Inputs - radial, takesBias: true);
    }

    /// <summary>Share of the radial functions.</summary>
    public RadialRows Radial { get; }

    /// <summary>Share of the place, with the bias.</summary>
    public TrainedLinear Place { get; }

    /// <summary>Length of the result.</summary>
    public int Outputs => Place.Place.Outputs;

    /// <summary>Takes the weights of a step.</summary>
    public void Take(ReadOnlySpan<float> weights)
    {
        Radial.Take(weights);
        Place.Take(weights);
    }
}
