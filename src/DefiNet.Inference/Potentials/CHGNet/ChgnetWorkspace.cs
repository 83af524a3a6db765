using System.Numerics;
using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>Memory of a CHGNet's evaluations, and what its two kinds of convolutions share.</summary>
/// <remarks>Messages to an atom are runs of rows over its directed bonds, messages to a bond runs of rows over the angles at either end. The features of bonds longer than the shorter cutoff never change.</remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class ChgnetWorkspace<T> : TileWorkspace<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an empty one.</summary>
    public ChgnetWorkspace(BondGraph graph, ChgnetWeights<T> net, int threads) : base(graph, net.Kernels, threads)
    {
        (Net, Layers, Channels, Hidden) = (net, net.AtomLayers.Length, net.Channels, 2 * net.Hidden);
        (Radial, Angular) = (net.AtomBasis.Count, 2 * net.AngleFrequencies.Length + 1);
        ConvolutionTape = Hidden + 5 * Channels + 16;
        UpdateTape = 5 * Channels + 16;
        ReadoutRow = 2 * Channels + 1;
        foreach (var layer in net.Readout)
            ReadoutRow += 2 * layer.Forward.Outputs + layer.Forward.Inputs;
    }

    /// <summary>The weights.</summary>
    public ChgnetWeights<T> Net { get; }

    /// <summary>Layers of atom convolutions.</summary>
    public int Layers { get; }

    /// <summary>Channels of every feature.</summary>
    public int Channels { get; }

    /// <summary>Hidden channels of core and gate together.</summary>
    public int Hidden { get; }

    /// <summary>Radial functions.</summary>
    public int Radial { get; }

    /// <summary>Angular functions.</summary>
    public int Angular { get; }

    /// <summary>Tape of a row of a convolution.</summary>
    public int ConvolutionTape { get; }

    /// <summary>Tape of a row of an update of angles.</summary>
    public int UpdateTape { get; }

    /// <summary>Memory of an atom's energy and its gradient.</summary>
    public long ReadoutRow { get; }

    /// <summary>The present layer.</summary>
    public int Layer { get; set; }

    /// <summary>Whether bonds are convolved in the present layer; only in the last one they are not.</summary>
    public bool HasBondLayer => Layer < Layers - 1;

    /// <summary>Whether angles are updated in the present layer.</summary>
    public bool HasAngleLayer => Layer < Layers - 2;

    /// <summary>Undirected bonds and angles.</summary>
    public ChgnetGraph Angles { get; } = new();

    /// <summary>Pieces of work on directed bonds.</summary>
    public BondTiles BondTiles { get; } = new();

    /// <summary>Pieces of work on angles.</summary>
    public BondTiles AngleTiles { get; } = new();

    /// <summary>Number of pieces of work on undirected bonds.</summary>
    public int PairTiles => (Angles.Pairs + RowsATile - 1) / RowsATile;

    /// <summary>Atom features before each layer and after the last, (layers + 1, atoms, channels).</summary>
    public GrowingBuffer<T> AtomValues { get; } = new();

    /// <summary>Summed messages to atoms.</summary>
    public GrowingBuffer<T> AtomSums { get; } = new();

    /// <summary>What atoms give to the first layer of each atom convolution, as centre and as neighbour.</summary>
    public GrowingBuffer<T> AtomsToAtomsValues { get; } = new();

    /// <summary>What they give to that of each bond convolution.</summary>
    public GrowingBuffer<T> AtomsToBonds { get; } = new();

    /// <summary>What they give to each update of angles.</summary>
    public GrowingBuffer<T> AtomsToAngles { get; } = new();

    /// <summary>First features of undirected bonds.</summary>
    public GrowingBuffer<T> BondValues { get; } = new();

    /// <summary>Features of short undirected bonds before each layer.</summary>
    public GrowingBuffer<T> ShortBondValues { get; } = new();

    /// <summary>Summed messages to short directed bonds.</summary>
    public GrowingBuffer<T> BondSums { get; } = new();

    /// <summary>What bonds give to each atom convolution.</summary>
    public GrowingBuffer<T> BondsToAtomsValues { get; } = new();

    /// <summary>What short bonds give to each bond convolution, as receiver and as the other.</summary>
    public GrowingBuffer<T> BondsToBonds { get; } = new();

    /// <summary>What they give to each update of angles.</summary>
    public GrowingBuffer<T> BondsToAngles { get; } = new();

    /// <summary>Angle features before each layer.</summary>
    public GrowingBuffer<T> AngleValues { get; } = new();

    /// <summary>Derivatives of radial functions by the length.</summary>
    public GrowingBuffer<T> BasisSlope { get; } = new();

    /// <summary>Derivatives of angular functions by the cosine.</summary>
    public GrowingBuffer<T> AngleSlope { get; } = new();

    /// <summary>Filters of messages to atoms.</summary>
    public GrowingBuffer<T> AtomFilter { get; } = new();

    /// <summary>Their derivatives by the length.</summary>
    public GrowingBuffer<T> AtomFilterSlope { get; } = new();

    /// <summary>Filters of messages to bonds.</summary>
    public GrowingBuffer<T> BondFilter { get; } = new();

    /// <summary>Their derivatives by the length.</summary>
    public GrowingBuffer<T> BondFilterSlope { get; } = new();

    /// <summary>What the way back needs of each row of atom convolutions, all but the last: its tiles go forward and back at once.</summary>
    public GrowingBuffer<T> AtomTapeValues { get; } = new();

    /// <summary>The same of bond convolutions.</summary>
    public GrowingBuffer<T> BondTapeValues { get; } = new();

    /// <summary>The same of updates of angles.</summary>
    public GrowingBuffer<T> AngleTapeValues { get; } = new();

    /// <summary>Gradient by atom features.</summary>
    public GrowingBuffer<T> DAtoms { get; } = new();

    /// <summary>Gradient by summed messages to atoms.</summary>
    public GrowingBuffer<T> DAtomSums { get; } = new();

    /// <summary>Gradient by what atoms give to the atom convolution.</summary>
    public GrowingBuffer<T> DAtomsToAtoms { get; } = new();

    /// <summary>Gradient by what atoms give to the bond convolution.</summary>
    public GrowingBuffer<T> DAtomsToBonds { get; } = new();

    /// <summary>Gradient by what atoms give to the update of angles.</summary>
    public GrowingBuffer<T> DAtomsToAngles { get; } = new();

    /// <summary>Gradient by features of undirected bonds.</summary>
    public GrowingBuffer<T> DBonds { get; } = new();

    /// <summary>Gradient by summed messages to bonds.</summary>
    public GrowingBuffer<T> DBondSums { get; } = new();

    /// <summary>Gradient by the first layer of the atom convolution, row by row.</summary>
    public GrowingBuffer<T> DBondRows { get; } = new();

    /// <summary>Gradient by what short directed bonds give to the bond convolution.</summary>
    public GrowingBuffer<T> DShortToBonds { get; } = new();

    /// <summary>Gradient by what they give to the update of angles.</summary>
    public GrowingBuffer<T> DShortToAngles { get; } = new();

    /// <summary>Gradient by angle features.</summary>
    public GrowingBuffer<T> DAngles { get; } = new();

    /// <summary>Derivative by the length of each directed bond.</summary>
    public GrowingBuffer<T> Slopes { get; } = new();

    /// <summary>Derivative by the length of each undirected bond.</summary>
    public GrowingBuffer<T> PairSlopes { get; } = new();

    /// <summary>Derivative by the cosine of each angle.</summary>
    public GrowingBuffer<T> AngleSlopes { get; } = new();

    /// <summary>Derivative by the length of each short directed bond.</summary>
    public GrowingBuffer<T> ShortSlopes { get; } = new();

    /// <summary>Derivatives by both lengths of each angle.</summary>
    public GrowingBuffer<T> RowSlopes { get; } = new();

    /// <summary>Energy of each atom without its reference.</summary>
    public GrowingBuffer<double> Energies { get; } = new();

    /// <summary>Magnetic moment of each atom.</summary>
    public GrowingBuffer<double> SiteMoments { get; } = new();

    /// <summary>Makes room for the bonds and angles that the graphs have now.</summary>
    public void Reserve()
    {
        var (atoms, bonds, pairs, shortPairs, shorts, angles) = ((long)Atoms, (long)Bonds, (long)Angles.Pairs, (long)Angles.ShortPairs, (long)Angles.Shorts, (long)Angles.Angles);
        var (bondLayers, angleLayers) = (Layers - 1L, Layers - 2L);
        BondTiles.Divide(Graph.Start.Pointer, Atoms, RowsATile);
        AngleTiles.Divide(Angles.AngleStart.Pointer, Atoms, RowsATile);
        AtomValues.Reserve((Layers + 1) * atoms * Channels);
        AtomSums.Reserve(atoms * Channels);
        AtomsToAtomsValues.Reserve(Layers * atoms * 2 * Hidden);
        AtomsToBonds.Reserve(bondLayers * atoms * Hidden);
        AtomsToAngles.Reserve(angleLayers * atoms * Hidden);
        BondValues.Reserve(pairs * Channels);
        ShortBondValues.Reserve(Layers * shortPairs * Channels);
        BondSums.Reserve(shorts * Channels);
        BondsToAtomsValues.Reserve(Layers * pairs * Hidden);
        BondsToBonds.Reserve(bondLayers * shortPairs * 2 * Hidden);
        BondsToAngles.Reserve(angleLayers * shortPairs * 2 * Hidden);
        AngleValues.Reserve(bondLayers * angles * Channels);
        BasisSlope.Reserve(pairs * Radial);
        AngleSlope.Reserve(angles * Angular);
        AtomFilter.Reserve(pairs * Channels);
        AtomFilterSlope.Reserve(pairs * Channels);
        BondFilter.Reserve(shortPairs * Channels);
        BondFilterSlope.Reserve(shortPairs * Channels);
        DAtoms.Reserve(atoms * Channels);
        DAtomSums.Reserve(atoms * Channels);
        DAtomsToAtoms.Reserve(atoms * 2 * Hidden);
        DAtomsToBonds.Reserve(atoms * Hidden);
        DAtomsToAngles.Reserve(atoms * Hidden);
        DBonds.Reserve(pairs * Channels);
        DBondSums.Reserve(shortPairs * Channels);
        DBondRows.Reserve(bonds * Hidden);
        DShortToBonds.Reserve(shorts * 2 * Hidden);
        DShortToAngles.Reserve(shorts * 2 * Hidden);
        DAngles.Reserve(angles * Channels);
        Slopes.Reserve(bonds);
        PairSlopes.Reserve(pairs);
        AngleSlopes.Reserve(angles);
        ShortSlopes.Reserve(shorts);
        RowSlopes.Reserve(2 * angles);
        Energies.Reserve(atoms);
        SiteMoments.Reserve(atoms);
        var rows = (long)Math.Max(Math.Max(BondTiles.MostRows, AngleTiles.MostRows), RowsATile);
        CountRows(rows);

        var tape = bondLayers * bonds * ConvolutionTape + bondLayers * angles * ConvolutionTape + angleLayers * angles * UpdateTape;
        Taped = tape <= MostTape;
        if (Taped)
        {
            AtomTapeValues.Reserve(bondLayers * bonds * ConvolutionTape);
            BondTapeValues.Reserve(bondLayers * angles * ConvolutionTape);
            AngleTapeValues.Reserve(angleLayers * angles * UpdateTape);
        }

        foreach (var scratch in Scratch)
            scratch.Reserve(rows * ConvolutionTape + Math.Max(rows * (4L * Hidden + 8L * Channels + 2L * (Radial + Angular)), AtomsATile * ReadoutRow));
        DBonds.Span[..(int)(pairs * Channels)].Clear();
        DAngles.Span[..(int)(angles * Channels)].Clear();
        Slopes.Span[..Bonds].Clear();
        PairSlopes.Span[..Angles.Pairs].Clear();
        AngleSlopes.Span[..Angles.Angles].Clear();
        ShortSlopes.Span[..Angles.Shorts].Clear();
    }

    /// <summary>Atom features before a layer.</summary>
    public T* AtomFeatures(int layer) => AtomValues.Pointer + (long)layer * Atoms * Channels;

    /// <summary>What atoms give to an atom convolution.</summary>
    public T* AtomsToAtoms(int layer) => AtomsToAtomsValues.Pointer + (long)layer * Atoms * 2 * Hidden;

    /// <summary>Features of short undirected bonds before a layer.</summary>
    public T* ShortBonds(int layer) => ShortBondValues.Pointer + (long)layer * Angles.ShortPairs * Channels;

    /// <summary>What bonds give to an atom convolution.</summary>
    public T* BondsToAtoms(int layer) => BondsToAtomsValues.Pointer + (long)layer * Angles.Pairs * Hidden;

    /// <summary>Angle features before a layer.</summary>
    public T* AngleFeatures(int layer) => AngleValues.Pointer + (long)layer * Angles.Angles * Channels;

    /// <summary>First bond and number of bonds of a piece of work on directed bonds.</summary>
    public (int First, int Rows) BondRows(int tile)
    {
        var first = Graph.Start.Pointer[BondTiles.First(tile)];
        return (first, Graph.Start.Pointer[BondTiles.End(tile)] - first);
    }

    /// <summary>First angle and number of angles of a piece of work on angles.</summary>
    public (int First, int Rows) AngleRows(int tile)
    {
        var first = Angles.AngleStart.Pointer[AngleTiles.First(tile)];
        return (first, Angles.AngleStart.Pointer[AngleTiles.End(tile)] - first);
    }

    /// <summary>First bond, number of bonds and number of short ones of a piece of work on undirected bonds.</summary>
    public (int First, int Rows, int Shorts) PairRows(int tile)
    {
        var first = tile * RowsATile;
        return (first, Math.Min(RowsATile, Angles.Pairs - first), Math.Clamp(Angles.ShortPairs - first, 0, RowsATile));
    }

    /// <summary>Tape of an atom convolution: slopes of the hidden layer, derivatives of core and gate, normalised values, message, deviations.</summary>
    public T* AtomTape(int first, int worker) => Taped && HasBondLayer ? AtomTapeValues.Pointer + ((long)Layer * Bonds + first) * ConvolutionTape : Scratch[worker].Pointer;

    /// <summary>The same of a bond convolution.</summary>
    public T* BondTape(int first, int worker) => Taped ? BondTapeValues.Pointer + ((long)Layer * Angles.Angles + first) * ConvolutionTape : Scratch[worker].Pointer;

    /// <summary>Tape of an update: derivatives of core and gate, normalised values, deviations.</summary>
    public T* AngleTape(int first, int worker) => Taped ? AngleTapeValues.Pointer + ((long)Layer * Angles.Angles + first) * UpdateTape : Scratch[worker].Pointer;

    /// <summary>Memory of a worker beside the tape.</summary>
    public T* Work(int rows, int worker) => Scratch[worker].Pointer + rows * (long)ConvolutionTape;

    /// <summary>The messages on a convolution's tape.</summary>
    public T* Message(T* tape, int rows) => tape + rows * (Hidden + 4L * Channels);

    /// <summary>Second layer, normalisation and gate of a convolution's rows, onto its tape.</summary>
    public void FillNorms(ChgnetConvolution<T> layer, ChgnetNorm<T> norm, int rows, T* hidden, T* tape)
    {
        var partial = tape + rows * (long)Hidden;
        layer.Second!.Apply(hidden, rows, partial);
        Kernels.NormGate(partial, rows, Channels, norm.Row(0), norm.Row(1), norm.Row(2), norm.Row(3), Message(tape, rows), partial + rows * 2L * Channels, Message(tape, rows) + rows * (long)Channels);
    }

    /// <summary>The way back through them and the hidden layer.</summary>
    public void ReverseRows(ChgnetConvolution<T> layer, int rows, T* tape, T* g, T* result)
    {
        var partial = tape + rows * (long)Hidden;
        Kernels.NormReverse(g, rows, Channels, partial + rows * 2L * Channels, Message(tape, rows) + rows * (long)Channels);
        layer.Second!.Reverse(g, rows, result);
        Kernels.Multiply(result, tape, rows * (long)Hidden);
    }
}
