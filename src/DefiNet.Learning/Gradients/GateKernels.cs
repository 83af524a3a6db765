using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>The gates of atoms, opened by scalars and lengths of vectors, and the way back through them.</summary>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal static unsafe class GateKernels<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <summary>Opens the gates.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="kept">Takes all that is made.</param>
    /// <param name="scalars">Scalars, (atoms, h).</param>
    /// <param name="vectors">Vectors, (atoms, 3, h).</param>
    /// <param name="atoms">Atoms.</param>
    /// <param name="scratch">Room for (atoms, h).</param>
    public static void Open(GateLayers layers, GateMemory kept, float* scalars, float* vectors, int atoms, float* scratch)
    {
        var h = layers.Vector.Forward.Inputs;
        LinearKernels<TLanes, TVector>.Run(layers.Vector, vectors, 3 * atoms, kept.Split.Pointer);
        for (var atom = 0; atom < atoms; atom++)
        {
            var pair = kept.Pair.Pointer + (long)atom * 2 * h;
            new ReadOnlySpan<float>(scalars + (long)atom * h, h).CopyTo(new Span<float>(pair, h));
            NetKernels<TLanes, TVector>.Norms(kept.Split.Pointer + (long)atom * 6 * h, pair + h, h);
        }

        LinearKernels<TLanes, TVector>.Perceptron(layers.First, layers.Second, kept.Pair.Pointer, atoms, kept.Hidden.Pointer, scratch, kept.Gates.Pointer);
    }

    /// <summary>Back from the gates to the scalars, whose gradient is added to, and through the lengths to the second half of the vectors, whose gradient is written.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="kept">What was made on the way there.</param>
    /// <param name="atoms">Atoms.</param>
    /// <param name="gateGradient">Gradient of the gates, (atoms, 3h).</param>
    /// <param name="scalarGradient">Gradient of the scalars, (atoms, h).</param>
    /// <param name="splitGradient">Gradient of both halves of the vectors, (atoms, 3, 2h).</param>
    /// <param name="scratch">Room for (atoms, h).</param>
    /// <param name="pairGradient">Room for (atoms, 2h).</param>
    /// <param name="flat">Gradient of all weights.</param>
    public static void Back(
        GateLayers layers, GateMemory kept, int atoms, float* gateGradient, float* scalarGradient, float* splitGradient, float* scratch, float* pairGradient, float* flat)
    {
        var h = layers.Vector.Forward.Inputs;
        LinearKernels<TLanes, TVector>.PerceptronBack(layers.First, layers.Second, kept.Pair.Pointer, atoms, kept.Hidden.Pointer, scratch, gateGradient, pairGradient, add: false, flat);
        for (var atom = 0; atom < atoms; atom++)
        {
            var pair = pairGradient + (long)atom * 2 * h;
            var scalars = scalarGradient + (long)atom * h;
            NetKernels<TLanes, TVector>.Add(scalars, pair, scalars, h);
            BackKernels<TLanes, TVector>.NormsBack(kept.Split.Pointer + (long)atom * 6 * h, kept.Pair.Pointer + (long)atom * 2 * h + h, pair + h, splitGradient + (long)atom * 6 * h, h);
        }
    }

    /// <summary>Back from both halves to the vectors, whose gradient is added to.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="vectors">Vectors, (atoms, 3, h).</param>
    /// <param name="atoms">Atoms.</param>
    /// <param name="splitGradient">Gradient of both halves, (atoms, 3, 2h).</param>
    /// <param name="vectorGradient">Gradient of the vectors.</param>
    /// <param name="flat">Gradient of all weights.</param>
    public static void SplitBack(GateLayers layers, float* vectors, int atoms, float* splitGradient, float* vectorGradient, float* flat)
    {
        LinearKernels<TLanes, TVector>.AddGradient(layers.Vector, splitGradient, vectors, 3 * atoms, flat);
        LinearKernels<TLanes, TVector>.Back(layers.Vector, splitGradient, 3 * atoms, vectorGradient, add: true);
    }
}
