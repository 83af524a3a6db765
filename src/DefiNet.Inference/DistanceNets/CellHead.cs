using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DistanceNets;

/// <summary>Weights that make a change of the cell from all atoms and the cell itself.</summary>
internal sealed class CellHead
{
    /// <summary>Reads the head.</summary>
    public CellHead(WeightReader read, int h)
    {
        Branch = DistanceNetWeights.Linear(read, "cell_branch.0", h, h);
        CellIn = DistanceNetWeights.Linear(read, "lin_cell.0", h, 9);
        CellOut = DistanceNetWeights.Linear(read, "lin_cell.2", h, h);
        In = DistanceNetWeights.Linear(read, "out_cell.0", h, 2 * h);
        Middle = DistanceNetWeights.Linear(read, "out_cell.2", h, h);
        Out = DistanceNetWeights.Linear(read, "out_cell.4", 9, h);
    }

    /// <summary>An atom's part.</summary>
    public PackedMatrix Branch { get; }

    /// <summary>The cell's part, first layer: (h, 9).</summary>
    public PackedMatrix CellIn { get; }

    /// <summary>The cell's part, second layer.</summary>
    public PackedMatrix CellOut { get; }

    /// <summary>Both, first layer: (h, 2h).</summary>
    public PackedMatrix In { get; }

    /// <summary>Both, second layer.</summary>
    public PackedMatrix Middle { get; }

    /// <summary>Change of the nine numbers of the cell: (9, h).</summary>
    public PackedMatrix Out { get; }
}
