using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;

namespace DefiNet.Relaxation.Tests;

/// <summary>A model that moves every atom by the same way, or answers with what is asked for.</summary>
internal sealed class MovingModel(Func<Structure, int, Vector3> position) : IPositionModel
{
    public MovingModel(Vector3 way) : this((structure, atom) => structure.Cartesian[atom] + way)
    {
    }

    public string Name => "moving";

    public string Sha256 => "00";

    public ImmutableArray<Element> Elements { get; init; } = [];

    public int Seen { get; private set; }

    public Vector3[] Predict(Structure withGhosts, ReadOnlySpan<Marker> markers)
    {
        Seen = withGhosts.Count;
        return [.. Enumerable.Range(0, withGhosts.Count).Select(atom => position(withGhosts, atom))];
    }
}
