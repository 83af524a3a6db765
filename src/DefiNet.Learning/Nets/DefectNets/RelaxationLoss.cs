using DefiNet.Crystals.Defects;
using DefiNet.Learning.Batches;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>How far predicted positions are from the relaxed ones.</summary>
public static class RelaxationLoss
{
    /// <summary>Mean over atoms, ghosts left out, of the distance to the relaxed position, in Angstrom.</summary>
    /// <exception cref="LearningException">The relaxed positions of the batch are not known.</exception>
    public static Tensor MeanDistance(Tensor positions, DefectBatch batch)
    {
        var real = AtomsOf(batch);
        return (positions.index_select(0, real) - Relaxed(batch).index_select(0, real).to_type(positions.dtype)).norm(1).mean();
    }

    /// <summary>Mean absolute Cartesian component over atoms, ghosts left out, in Angstrom: the error that the paper's tables give.</summary>
    /// <exception cref="LearningException">The relaxed positions of the batch are not known.</exception>
    public static Tensor MeanAbsoluteComponent(Tensor positions, DefectBatch batch)
    {
        var real = AtomsOf(batch);
        return (positions.index_select(0, real) - Relaxed(batch).index_select(0, real).to_type(positions.dtype)).abs().mean();
    }

    private static Tensor AtomsOf(DefectBatch batch) => batch.Markers.ne((long)Marker.Vacancy).nonzero().squeeze(1);

    private static Tensor Relaxed(DefectBatch batch) => batch.Relaxed ?? throw new LearningException("The relaxed positions of a structure in the batch are not known; training and measuring need them.");
}
