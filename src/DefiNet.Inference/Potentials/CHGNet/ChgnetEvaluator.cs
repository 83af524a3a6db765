using System.Numerics;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>Runs a CHGNet forward and its derivatives back.</summary>
/// <remarks>
/// Every sum has a fixed order, so results do not depend on the number of threads.
/// What the way back needs of a row is kept on a tape; where that would not fit into <see cref="MostTape"/>, each tile is run forward once more instead. The last convolution turns around tile by tile.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class ChgnetEvaluator<T> : PotentialEvaluator
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ChgnetWeights<T> _net;
    private readonly ChgnetWorkspace<T> _space;
    private readonly Action<int, int>[] _phases;

    public ChgnetEvaluator(IPotentialModel model, ChgnetWeights<T> net, int threads) : base(model, threads)
    {
        (_net, _space) = (net, new(Graph, net, Threads));
        var atoms = new ChgnetAtoms<T>(_space);
        var pairs = new ChgnetPairs<T>(_space);
        var angles = new ChgnetAngles<T>(_space);
        _phases =
        [
            pairs.PreparePairs, angles.PrepareAngles, atoms.RunAtoms, pairs.RunPairs, atoms.ConvolveAtoms, angles.ConvolveBonds, angles.UpdateAngles, atoms.TurnAtoms,
            angles.ReverseAngles, pairs.ReversePairs, angles.ReverseBondConvolution, atoms.ReverseAtoms, atoms.ReverseAtomConvolution, pairs.FinishPairs, angles.FinishBonds,
        ];
    }

    private enum Phase
    {
        PreparePairs,
        PrepareAngles,
        RunAtoms,
        RunPairs,
        ConvolveAtoms,
        ConvolveBonds,
        UpdateAngles,
        TurnAtoms,
        ReverseAngles,
        ReversePairs,
        ReverseBondConvolution,
        ReverseAtoms,
        ReverseAtomConvolution,
        FinishPairs,
        FinishBonds,
    }

    /// <summary>Largest tape in numbers.</summary>
    internal long MostTape
    {
        get => _space.MostTape;
        init => _space.MostTape = value;
    }

    private protected override double Run(int* types, GrowingBuffer<double> byBond, Span<double> moments)
    {
        _space.Begin(types, byBond);
        _space.Angles.Fill(Graph, _net.Settings.BondCutoff);
        _space.Reserve();
        Share(Phase.PreparePairs, _space.PairTiles);
        Share(Phase.PrepareAngles, _space.AngleTiles.Count);
        _space.Layer = 0;
        Share(Phase.RunAtoms, _space.AtomTiles);
        Share(Phase.RunPairs, _space.PairTiles);
        for (var layer = 0; layer < _space.Layers - 1; layer++)
        {
            _space.Layer = layer;
            Share(Phase.ConvolveAtoms, _space.BondTiles.Count);
            _space.Layer = layer + 1;
            Share(Phase.RunAtoms, _space.AtomTiles);
            _space.Layer = layer;
            Share(Phase.ConvolveBonds, _space.AngleTiles.Count);
            _space.Layer = layer + 1;
            Share(Phase.RunPairs, _space.PairTiles);
            _space.Layer = layer;
            if (_space.HasAngleLayer)
                Share(Phase.UpdateAngles, _space.AngleTiles.Count);
        }

        _space.Layer = _space.Layers - 1;
        Share(Phase.TurnAtoms, _space.BondTiles.Count);
        for (_space.Layer = _space.Layers - 2; _space.Layer >= 0; _space.Layer--)
        {
            if (_space.HasAngleLayer)
                Share(Phase.ReverseAngles, _space.AngleTiles.Count);
            Share(Phase.ReversePairs, _space.PairTiles);
            Share(Phase.ReverseBondConvolution, _space.AngleTiles.Count);
            Share(Phase.ReverseAtoms, _space.AtomTiles);
            Share(Phase.ReverseAtomConvolution, _space.BondTiles.Count);
        }

        Share(Phase.FinishPairs, _space.PairTiles);
        Share(Phase.FinishBonds, _space.BondTiles.Count);
        Counts = new(Graph.Bonds, _space.Angles.Shorts, _space.Angles.Angles);
        var (energy, references) = (0.0, 0.0);
        for (var atom = 0; atom < Atoms; atom++)
        {
            energy += _space.Energies.Pointer[atom];
            references += _net.References[types[atom]];
            moments[atom] = _space.SiteMoments.Pointer[atom];
        }

        return energy + references;
    }

    private void Share(Phase phase, int pieces) => WorkCrew.Run(pieces, Threads, _phases[(int)phase]);
}
