using DefiNet.Crystals;
using DefiNet.Inference;
using DefiNet.Inference.Potentials.CHGNet;
using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Learning.Batches;

/// <summary>A structure as bonds and angles: what a potential reads, and what it should answer.</summary>
/// <remarks>Bonds stand in the order of the published tools, found by the code that <c>DefiNet.Inference</c> uses.</remarks>
public sealed class PotentialGraph
{
    private PotentialGraph(BondGraph graph, long[] types, double volume, PotentialGraphSettings settings, PotentialLabels? labels)
    {
        (Types, Volume, Labels) = (types, volume, labels);
        Centre = [.. graph.Centre.Span[..graph.Bonds]];
        Neighbour = [.. graph.Neighbour.Span[..graph.Bonds]];
        Vectors = [.. graph.Vector.Span[..(3 * graph.Bonds)]];
        if (settings.Angles == AngleRule.Chgnet)
        {
            var angles = new ChgnetGraph();
            angles.Fill(graph, settings.ShortCutoff);
            Short = Slot = [.. angles.ShortBond.Span[..angles.Shorts]];
            First = [.. angles.AngleShort.Span[..angles.Angles]];
            Other = [.. angles.AngleOtherShort.Span[..angles.Angles]];
            PairOf = [.. angles.PairOf.Span[..graph.Bonds]];
            PairBond = [.. angles.One.Span[..angles.Pairs]];
        }
        else
        {
            (Short, First, Other) = Angles(graph, settings.ShortCutoff);
            Slot = settings.Angles == AngleRule.M3GNetByBond ? Short : [.. Enumerable.Range(0, Short.Length)];
            (PairOf, PairBond) = ([], []);
        }
    }

    /// <summary>Atoms.</summary>
    public int Count => Types.Length;

    /// <summary>Directed bonds.</summary>
    public int BondCount => Centre.Length;

    /// <summary>Angles.</summary>
    public int AngleCount => First.Length;

    /// <summary>What it should answer; null when that is not known.</summary>
    public PotentialLabels? Labels { get; }

    internal double Volume { get; }

    internal long[] Types { get; }

    internal int[] Centre { get; }

    internal int[] Neighbour { get; }

    internal double[] Vectors { get; }

    /// <summary>Bond of each short bond.</summary>
    internal int[] Short { get; }

    /// <summary>Bond at which the sum over the angles of each short bond is weighted and kept.</summary>
    internal int[] Slot { get; }

    /// <summary>Short bond to which an angle belongs.</summary>
    internal int[] First { get; }

    /// <summary>The angle's other short bond.</summary>
    internal int[] Other { get; }

    /// <summary>Undirected bond of each bond; empty where there are none.</summary>
    internal int[] PairOf { get; }

    /// <summary>The bond that stands for each undirected one.</summary>
    internal int[] PairBond { get; }

    /// <summary>The bonds and angles of a structure.</summary>
    /// <param name="structure">The atoms.</param>
    /// <param name="settings">What counts; <see cref="Nets.Potentials.PotentialModule.Settings"/>.</param>
    /// <param name="labels">What the potential should answer; null when that is not known.</param>
    /// <exception cref="LearningException">There is no atom, an element has no embedding, atoms lie at one place, or there is not one force for each atom.</exception>
    public static PotentialGraph Of(Structure structure, PotentialGraphSettings settings, PotentialLabels? labels = null)
    {
        if (structure.Count == 0)
            throw new LearningException("The structure has no atoms; a graph needs at least one.");
        if ((labels?.Forces ?? []) is { Count: > 0 } forces && forces.Count != structure.Count)
            throw new LearningException($"There are {forces.Count} forces for {structure.Count} atoms; each needs one.");
        if ((labels?.MagneticMoments ?? []) is { Count: > 0 } moments && moments.Count != structure.Count)
            throw new LearningException($"There are {moments.Count} magnetic moments for {structure.Count} atoms; each needs one.");
        var types = new long[structure.Count];
        for (var atom = 0; atom < types.Length; atom++)
            types[atom] = settings.Elements.IndexOf(structure.Species[atom]) is var type and >= 0
                ? type
                : throw new LearningException($"Atom {atom + 1} is {structure.Species[atom].Symbol}, which this potential has no embedding of; take another potential or other elements.");
        try
        {
            var graph = new BondGraph();
            new BondFinder().Fill(graph, structure.Lattice, structure.Fractional.AsSpan(), settings.Cutoff);
            return new(graph, types, structure.Lattice.Volume, settings, labels);
        }
        catch (InferenceException cause)
        {
            throw new LearningException(cause.Message, cause);
        }
    }

    /// <summary>The angles of bonds that were found, whose volume nobody asks for.</summary>
    internal static PotentialGraph Of(BondGraph graph, long[] types, PotentialGraphSettings settings) => new(graph, types, 1, settings, null);

    // Ordered pairs of short bonds that share their centre.
    private static (int[] Short, int[] First, int[] Other) Angles(BondGraph graph, double cutoff)
    {
        var (shorts, first, other) = (new List<int>(), new List<int>(), new List<int>());
        var starts = graph.Start.Span;
        for (var atom = 0; atom < graph.Atoms; atom++)
        {
            var from = shorts.Count;
            for (var bond = starts[atom]; bond < starts[atom + 1]; bond++)
                if (graph.Length.Span[bond] <= cutoff)
                    shorts.Add(bond);
            for (var one = from; one < shorts.Count; one++)
                for (var two = from; two < shorts.Count; two++)
                    if (one != two)
                    {
                        first.Add(one);
                        other.Add(two);
                    }
        }

        return ([.. shorts], [.. first], [.. other]);
    }
}
