using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>What CHGNet adds to the directed bonds: undirected bonds, the short ones first; and angles, row by row, between short bonds of one atom.</summary>
internal sealed unsafe class ChgnetGraph
{
    /// <summary>Number of undirected bonds.</summary>
    public int Pairs { get; private set; }

    /// <summary>Number of short undirected bonds: they are the first ones.</summary>
    public int ShortPairs { get; private set; }

    /// <summary>Number of short directed bonds.</summary>
    public int Shorts { get; private set; }

    /// <summary>Number of angle rows.</summary>
    public int Angles { get; private set; }

    /// <summary>Undirected bond of each directed one.</summary>
    public GrowingBuffer<int> PairOf { get; } = new();

    /// <summary>The directed bond that comes first of each undirected one; its length stands for both.</summary>
    public GrowingBuffer<int> One { get; } = new();

    /// <summary>The other directed bond of each undirected one.</summary>
    public GrowingBuffer<int> Two { get; } = new();

    /// <summary>The short directed bond that is first of each short undirected one.</summary>
    public GrowingBuffer<int> ShortOne { get; } = new();

    /// <summary>The short directed bond that is second of each short undirected one.</summary>
    public GrowingBuffer<int> ShortTwo { get; } = new();

    /// <summary>Short directed bond of each directed bond; −1 for none.</summary>
    public GrowingBuffer<int> ShortOf { get; } = new();

    /// <summary>The directed bond of each short one.</summary>
    public GrowingBuffer<int> ShortBond { get; } = new();

    /// <summary>Where the short bonds of each atom begin; one entry more than atoms.</summary>
    public GrowingBuffer<int> ShortStart { get; } = new();

    /// <summary>Where the angles of each atom begin; one entry more than atoms.</summary>
    public GrowingBuffer<int> AngleStart { get; } = new();

    /// <summary>Where the angles begin whose message goes to each short bond; one entry more than short bonds.</summary>
    public GrowingBuffer<int> AngleStartOfShort { get; } = new();

    /// <summary>Atom of each angle.</summary>
    public GrowingBuffer<int> AngleCentre { get; } = new();

    /// <summary>Short bond to which an angle's message goes.</summary>
    public GrowingBuffer<int> AngleShort { get; } = new();

    /// <summary>The angle's other short bond.</summary>
    public GrowingBuffer<int> AngleOtherShort { get; } = new();

    /// <summary>Undirected bond of <see cref="AngleShort"/>.</summary>
    public GrowingBuffer<int> AnglePair { get; } = new();

    /// <summary>Undirected bond of <see cref="AngleOtherShort"/>.</summary>
    public GrowingBuffer<int> AngleOtherPair { get; } = new();

    /// <summary>Fills it from directed bonds. A bond of exactly the cutoff receives messages of angles but takes part in none as the other bond, as in the published code.</summary>
    public void Fill(BondGraph graph, double cutoff)
    {
        var (bonds, atoms) = (graph.Bonds, graph.Atoms);
        PairOf.Reserve(bonds);
        One.Reserve(bonds / 2);
        Two.Reserve(bonds / 2);
        ShortOf.Reserve(bonds);
        ShortBond.Reserve(bonds);
        ShortStart.Reserve(atoms + 1);
        AngleStart.Reserve(atoms + 1);
        AngleStartOfShort.Reserve(bonds + 1);
        ShortOne.Reserve(bonds / 2);
        ShortTwo.Reserve(bonds / 2);

        Shorts = Pairs = 0;
        for (var atom = 0; atom < atoms; atom++)
        {
            ShortStart.Pointer[atom] = Shorts;
            for (var bond = graph.Start.Pointer[atom]; bond < graph.Start.Pointer[atom + 1]; bond++)
            {
                ShortOf.Pointer[bond] = -1;
                if (!IsShort(graph, bond, cutoff))
                    continue;
                ShortOf.Pointer[bond] = Shorts;
                ShortBond.Pointer[Shorts] = bond;
                Shorts++;
            }
        }

        ShortStart.Pointer[atoms] = Shorts;
        NumberPairs(graph, cutoff, takeShort: true);
        ShortPairs = Pairs;
        NumberPairs(graph, cutoff, takeShort: false);
        for (var pair = 0; pair < ShortPairs; pair++)
        {
            ShortOne.Pointer[pair] = ShortOf.Pointer[One.Pointer[pair]];
            ShortTwo.Pointer[pair] = ShortOf.Pointer[Two.Pointer[pair]];
        }

        ListAngles(graph, cutoff);
    }

    private static bool Receives(BondGraph graph, int bond, double cutoff) => graph.Length.Pointer[Math.Min(bond, graph.Reverse.Pointer[bond])] <= cutoff;

    private static bool Sends(BondGraph graph, int bond, double cutoff) => graph.Length.Pointer[bond] < cutoff;

    private static bool IsShort(BondGraph graph, int bond, double cutoff) =>
        Receives(graph, bond, cutoff) || Sends(graph, bond, cutoff) || Sends(graph, graph.Reverse.Pointer[bond], cutoff);

    private void NumberPairs(BondGraph graph, double cutoff, bool takeShort)
    {
        for (var bond = 0; bond < graph.Bonds; bond++)
        {
            var reverse = graph.Reverse.Pointer[bond];
            if (reverse < bond || IsShort(graph, bond, cutoff) != takeShort)
                continue;
            One.Pointer[Pairs] = bond;
            Two.Pointer[Pairs] = reverse;
            PairOf.Pointer[bond] = Pairs;
            PairOf.Pointer[reverse] = Pairs;
            Pairs++;
        }
    }

    private void ListAngles(BondGraph graph, double cutoff)
    {
        var most = 0L;
        for (var atom = 0; atom < graph.Atoms; atom++)
        {
            long shorts = ShortStart.Pointer[atom + 1] - ShortStart.Pointer[atom];
            most += shorts * (shorts - 1);
        }

        AngleCentre.Reserve(most);
        AngleShort.Reserve(most);
        AngleOtherShort.Reserve(most);
        AnglePair.Reserve(most);
        AngleOtherPair.Reserve(most);
        Angles = 0;
        for (var atom = 0; atom < graph.Atoms; atom++)
        {
            AngleStart.Pointer[atom] = Angles;
            var (from, to) = (ShortStart.Pointer[atom], ShortStart.Pointer[atom + 1]);
            for (var left = from; left < to; left++)
            {
                AngleStartOfShort.Pointer[left] = Angles;
                if (!Receives(graph, ShortBond.Pointer[left], cutoff))
                    continue;
                for (var right = from; right < to; right++)
                {
                    if (left == right || !Sends(graph, ShortBond.Pointer[right], cutoff))
                        continue;
                    AngleCentre.Pointer[Angles] = atom;
                    AngleShort.Pointer[Angles] = left;
                    AngleOtherShort.Pointer[Angles] = right;
                    AnglePair.Pointer[Angles] = PairOf.Pointer[ShortBond.Pointer[left]];
                    AngleOtherPair.Pointer[Angles] = PairOf.Pointer[ShortBond.Pointer[right]];
                    Angles++;
                }
            }
        }

        AngleStart.Pointer[graph.Atoms] = Angles;
        AngleStartOfShort.Pointer[Shorts] = Angles;
    }
}
