namespace DefiNet.Inference.DefectNets;

/// <summary>A run of the net over the structure in a workspace.</summary>
internal interface IForwardPass
{
    /// <summary>Runs all layers from the positions in the workspace; they are replaced by the predicted ones.</summary>
    /// <param name="edges">Who hears whom.</param>
    /// <param name="threads">Threads to work on; the result does not depend on them.</param>
    void Run(EdgeList edges, int threads);
}
