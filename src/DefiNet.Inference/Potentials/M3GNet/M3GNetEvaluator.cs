using System.Numerics;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>Runs an M3GNet forward and its derivatives back.</summary>
/// <remarks>
/// Every sum has a fixed order, so results do not depend on the number of threads.
/// What the way back needs of a row is kept on a tape; where that would not fit into <see cref="MostTape"/>, each tile is run forward once more instead. The last block turns around tile by tile.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class M3GNetEvaluator<T> : PotentialEvaluator
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly M3GNetWeights<T> _net;
    private readonly M3GNetWorkspace<T> _space;
    private readonly M3GNetBodies<T> _bodies;
    private readonly Action<int, int>[] _phases;

    public M3GNetEvaluator(IPotentialModel model, M3GNetWeights<T> net, int threads) : base(model, threads)
    {
        (_net, _space) = (net, new(Graph, net, Threads));
        _bodies = new(_space);
        var atoms = new M3GNetAtoms<T>(_space);
        var bonds = new M3GNetBonds<T>(_space, _bodies, atoms);
        _phases = [bonds.PrepareBonds, _bodies.PrepareBodies, atoms.ProjectAtoms, _bodies.SumBodies, bonds.RunBonds, bonds.TurnBonds, bonds.ReverseBonds, _bodies.ReverseBodies, atoms.ReverseAtoms, bonds.Finish];
    }

    private enum Phase
    {
        PrepareBonds,
        PrepareBodies,
        ProjectAtoms,
        SumBodies,
        RunBonds,
        TurnBonds,
        ReverseBonds,
        ReverseBodies,
        ReverseAtoms,
        Finish,
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
        _space.Reserve();
        var (atomTiles, bondTiles) = (_space.AtomTiles, _space.Tiles.Count);
        Share(bondTiles, Phase.PrepareBonds);
        _bodies.ListBodies();
        Share(bondTiles, Phase.PrepareBodies);
        for (_space.Block = 0; _space.Block < _net.Blocks.Length; _space.Block++)
        {
            Share(atomTiles, Phase.ProjectAtoms);
            Share(bondTiles, Phase.SumBodies);
            Share(bondTiles, _space.IsLast ? Phase.TurnBonds : Phase.RunBonds);
        }

        var energy = 0.0;
        var references = 0.0;
        for (var atom = 0; atom < Atoms; atom++)
        {
            energy += _space.Energies.Pointer[atom];
            references += _net.References[types[atom]];
        }

        for (_space.Block = _net.Blocks.Length - 1; _space.Block >= 0; _space.Block--)
        {
            if (!_space.IsLast)
                Share(bondTiles, Phase.ReverseBonds);
            Share(bondTiles, Phase.ReverseBodies);
            if (_space.Block > 0)
                Share(atomTiles, Phase.ReverseAtoms);
        }

        Share(bondTiles, Phase.Finish);
        Counts = new(Graph.Bonds, _space.Bodies, _bodies.CountAngles());
        return energy * _net.Deviation + _net.Mean + references;
    }

    private void Share(int pieces, Phase phase) => WorkCrew.Run(pieces, Threads, _phases[(int)phase]);
}
