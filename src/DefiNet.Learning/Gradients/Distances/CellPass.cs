using DefiNet.Inference.Kernels;
using DefiNet.Learning.Batches;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>The relaxed cell of one structure, there and back. One thread works in it.</summary>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal sealed unsafe class CellPass<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private readonly CellLayers _head;
    private readonly DistanceGraph _graph;
    private readonly DistanceMemory _space;
    private readonly FloatBuffer _scalars;
    private readonly FloatBuffer[] _values;
    private readonly FloatBuffer[] _slopes;
    private readonly int _atoms;
    private readonly int _h;

    /// <summary>Prepares a pass.</summary>
    public CellPass(DistanceStepWeights net, DistanceGraph graph, DistanceMemory space)
    {
        (_head, _graph, _space, _atoms) = (net.Cell, graph, space, graph.Count);
        (_scalars, _h) = (space.Layers[^1].Updated, net.Layout.Sizes.Channels);
        (_values, _slopes) = (space.Rows[..5], space.Rows[5..]);
    }

    /// <summary>Predicts the nine numbers of the relaxed cell, in Angstrom.</summary>
    public float[] Predict()
    {
        LinearKernels<TLanes, TVector>.Run(_head.Branch, _scalars.Pointer, _atoms, _space.BranchSlope.Pointer);
        BackKernels<TLanes, TVector>.SiLuAndSlope(_space.BranchSlope.Pointer, _space.Branch.Pointer, _atoms * _h);
        var joined = Values(2);
        new Span<float>(joined, _h).Clear();
        BackKernels<TLanes, TVector>.AddRows(_space.Branch.Pointer, _h, _atoms, joined, _h);
        _graph.Cell.CopyTo(_space.Cell.Span);
        Layer(_head.CellIn, _space.Cell.Pointer, 0, Values(0));
        Layer(_head.CellOut, Values(0), 1, joined + _h);
        Layer(_head.In, joined, 3, Values(3));
        Layer(_head.Middle, Values(3), 4, Values(4));
        LinearKernels<TLanes, TVector>.Run(_head.Out, Values(4), 1, _space.CellChange.Pointer);
        var cell = new float[_graph.Cell.Length];
        for (var number = 0; number < cell.Length; number++)
            cell[number] = _graph.Cell[number] + _space.CellChange.Span[number];
        return cell;
    }

    /// <summary>Compares with a wanted cell; adds the gradients of weights and scalars. Returns <paramref name="weight"/> times the sum of the absolute differences.</summary>
    /// <param name="wanted">Nine numbers, in Angstrom.</param>
    /// <param name="weight">Weight of a number.</param>
    /// <param name="flat">Gradient of all weights, added to.</param>
    public double Learn(float[] wanted, double weight, float* flat)
    {
        var cell = Predict();
        var loss = 0.0;
        for (var number = 0; number < cell.Length; number++)
        {
            loss += Math.Abs((double)cell[number] - wanted[number]);
            _space.CellChange.Span[number] = (float)(weight * Math.Sign(cell[number] - wanted[number]));
        }

        var scratch = _space.Hidden.Pointer;
        var joined = Values(2);
        var gradient = Slopes(2);
        LinearKernels<TLanes, TVector>.AddGradient(_head.Out, _space.CellChange.Pointer, Values(4), 1, flat);
        LinearKernels<TLanes, TVector>.Back(_head.Out, _space.CellChange.Pointer, 1, scratch);
        LayerBack(_head.Middle, scratch, 4, Values(3), scratch, flat);
        LayerBack(_head.In, scratch, 3, joined, gradient, flat);
        LayerBack(_head.CellOut, gradient + _h, 1, Values(0), scratch, flat);
        BackKernels<TLanes, TVector>.Multiply(scratch, Slopes(0), _h);
        LinearKernels<TLanes, TVector>.AddGradient(_head.CellIn, Slopes(0), _space.Cell.Pointer, 1, flat);
        for (var atom = 0; atom < _atoms; atom++)
            BackKernels<TLanes, TVector>.Multiply(gradient, _space.BranchSlope.Pointer + (long)atom * _h, _h);
        LinearKernels<TLanes, TVector>.AddGradient(_head.Branch, _space.BranchSlope.Pointer, _scalars.Pointer, _atoms, flat);
        LinearKernels<TLanes, TVector>.Back(_head.Branch, _space.BranchSlope.Pointer, _atoms, _space.ScalarGradient.Pointer, add: true);
        return weight * loss;
    }

    private float* Values(int index) => _values[index].Pointer;

    private float* Slopes(int index) => _slopes[index].Pointer;

    private void Layer(TrainedLinear layer, float* argument, int index, float* result)
    {
        LinearKernels<TLanes, TVector>.Run(layer, argument, 1, Slopes(index));
        BackKernels<TLanes, TVector>.SiLuAndSlope(Slopes(index), result, _h);
    }

    // From the gradient of an activation's result to that of the argument of the layer before it.
    private void LayerBack(TrainedLinear layer, float* gradient, int index, float* argument, float* argumentGradient, float* flat)
    {
        BackKernels<TLanes, TVector>.Multiply(gradient, Slopes(index), _h);
        LinearKernels<TLanes, TVector>.AddGradient(layer, Slopes(index), argument, 1, flat);
        LinearKernels<TLanes, TVector>.Back(layer, Slopes(index), 1, argumentGradient);
    }
}
