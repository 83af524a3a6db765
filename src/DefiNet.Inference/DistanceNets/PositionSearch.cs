namespace DefiNet.Inference.DistanceNets;

/// <summary>How positions are found that fit predicted distances.</summary>
public enum PositionSearch
{
    /// <summary>The published search: 100 steps of Adam down the mean excess over the bounds, with the predicted cell.</summary>
    Descent,

    /// <summary>The likeliest positions under the predicted distances, by reweighted least squares, with the cell as it stands.</summary>
    LeastSquares,
}
