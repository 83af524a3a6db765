namespace DefiNet.Learning.Gradients;

/// <summary>Where the weights of one layer of a DefiNet stand.</summary>
internal sealed record LayerPlaces
{
    /// <summary>Virtual scalar to atoms, first layer: (h, 2h).</summary>
    public required LinearPlace ScalarNodeIn { get; init; }

    /// <summary>Virtual scalar to atoms, second layer.</summary>
    public required LinearPlace ScalarNodeOut { get; init; }

    /// <summary>Atoms' mean to the virtual scalar, first layer: (h, 2h).</summary>
    public required LinearPlace ScalarVirtualIn { get; init; }

    /// <summary>Atoms' mean to the virtual scalar, second layer.</summary>
    public required LinearPlace ScalarVirtualOut { get; init; }

    /// <summary>Virtual vector to atoms.</summary>
    public required LinearPlace VectorNode { get; init; }

    /// <summary>Atoms' mean to the virtual vector.</summary>
    public required LinearPlace VectorVirtual { get; init; }

    /// <summary>Message from the sender, first layer: (h/2, h).</summary>
    public required LinearPlace MessageIn { get; init; }

    /// <summary>Message from the sender, second layer: (3h, h/2).</summary>
    public required LinearPlace MessageOut { get; init; }

    /// <summary>Radial filter of messages: (3h, radial).</summary>
    public required LinearPlace MessageEdge { get; init; }

    /// <summary>What markers say to messages: (3h, h); null in a net whose messages do not know them.</summary>
    public required LinearPlace? MessageMarkers { get; init; }

    /// <summary>Activation of summed vector messages.</summary>
    public required LinearPlace MessageActivation { get; init; }

    /// <summary>Gate of that activation: (1, h).</summary>
    public required LinearPlace MessageGate { get; init; }

    /// <summary>Update of an atom's vectors, both halves: (2h, h).</summary>
    public required LinearPlace UpdateVector { get; init; }

    /// <summary>Update of an atom, first layer: (h, 2h).</summary>
    public required LinearPlace UpdateIn { get; init; }

    /// <summary>Update of an atom, second layer: (3h, h).</summary>
    public required LinearPlace UpdateOut { get; init; }

    /// <summary>Activation of the updated vectors.</summary>
    public required LinearPlace UpdateActivation { get; init; }

    /// <summary>Gate of that activation: (1, h).</summary>
    public required LinearPlace UpdateGate { get; init; }

    /// <summary>Displacement from an atom's own vectors: (1, h).</summary>
    public required LinearPlace CoordinateVector { get; init; }

    /// <summary>Sender's part of a push, first layer.</summary>
    public required LinearPlace CoordinateIn { get; init; }

    /// <summary>Sender's part of a push, second layer.</summary>
    public required LinearPlace CoordinateOut { get; init; }

    /// <summary>Radial filter of a push: (h, radial).</summary>
    public required LinearPlace CoordinateEdge { get; init; }

    /// <summary>What markers say to pushes; null in a net whose moves do not know them.</summary>
    public required LinearPlace? CoordinateMarkers { get; init; }

    /// <summary>Strength of a push, first layer.</summary>
    public required LinearPlace PushIn { get; init; }

    /// <summary>Strength of a push, second layer: (1, h).</summary>
    public required LinearPlace PushOut { get; init; }
}
