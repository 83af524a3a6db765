namespace DefiNet.Learning.Training;

/// <summary>Kinds of nets that can be trained.</summary>
public enum NetKind
{
    /// <summary>Moves atoms in one pass; learns from pairs.</summary>
    DefiNet,

    /// <summary>Predicts the distances of the relaxed structure; learns from pairs.</summary>
    DeepRelax,

    /// <summary>A potential with three-body terms; learns from trajectories.</summary>
    M3GNet,

    /// <summary>A potential with angles and magnetic moments; learns from trajectories.</summary>
    Chgnet,
}
