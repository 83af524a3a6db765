namespace DefiNet.Inference.DefectNets;

/// <summary>Whether an atom also sends a message to itself.</summary>
public enum SelfEdges
{
    /// <summary>Never: the graph that the paper describes.</summary>
    None,

    /// <summary>
    /// Where rounding leaves one in. The published graph builder asks its neighbour list to leave out an atom's edge to itself only when its distance is exactly zero,
    /// and the list compares the atom with its position carried to fractional coordinates and back. In most hexagonal cells that differs in the last bit for nearly every atom.
    /// A net trained on such graphs expects them; see <see cref="RoundingSelfEdges"/>.
    /// </summary>
    Rounding,
}
