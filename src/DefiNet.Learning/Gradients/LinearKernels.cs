using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>Linear layers there and back, rows side by side without gaps.</summary>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal static unsafe class LinearKernels<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <summary>result ← layer(argument).</summary>
    public static void Run(TrainedLinear layer, float* argument, int rows, float* result) =>
        Gemm.Run(argument, layer.Forward.Inputs, rows, layer.Forward, result, layer.Forward.Outputs);

    /// <summary>argumentGradient ← gradient carried back through the layer, or that added to it.</summary>
    public static void Back(TrainedLinear layer, float* gradient, int rows, float* argumentGradient, bool add = false) =>
        Gemm.Run(gradient, layer.Back.Inputs, rows, layer.Back, argumentGradient, layer.Back.Outputs, add);

    /// <summary>Adds the gradient of the layer's weights.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="gradient">Gradient of its results.</param>
    /// <param name="argument">Its arguments.</param>
    /// <param name="rows">Rows of both.</param>
    /// <param name="flat">Gradient of all weights.</param>
    public static void AddGradient(TrainedLinear layer, float* gradient, float* argument, int rows, float* flat)
    {
        var (place, inputs) = (layer.Place, layer.Forward.Inputs);
        MatrixGradient<TLanes, TVector>.Add(gradient, place.Outputs, argument, inputs, rows, place.Outputs, inputs, flat + place.Weight + layer.FirstInput, place.Inputs);
        if (layer.TakesBias)
            BackKernels<TLanes, TVector>.AddRows(gradient, place.Outputs, rows, flat + place.Bias, place.Outputs);
    }

    /// <summary>result ← second(SiLU(first(argument))).</summary>
    /// <param name="first">First layer.</param>
    /// <param name="second">Second layer.</param>
    /// <param name="argument">Arguments.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="hidden">Takes the first layer's results before their activation.</param>
    /// <param name="activated">Takes them after it.</param>
    /// <param name="result">The result.</param>
    public static void Perceptron(TrainedLinear first, TrainedLinear second, float* argument, int rows, float* hidden, float* activated, float* result)
    {
        Run(first, argument, rows, hidden);
        BackKernels<TLanes, TVector>.SiLu(hidden, activated, rows * first.Forward.Outputs);
        Run(second, activated, rows, result);
    }

    /// <summary>Back through a perceptron: adds the gradients of its weights and gives that of its argument.</summary>
    /// <param name="first">First layer.</param>
    /// <param name="second">Second layer.</param>
    /// <param name="argument">Arguments.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="hidden">The first layer's results before their activation.</param>
    /// <param name="scratch">Room for as much.</param>
    /// <param name="gradient">Gradient of the result.</param>
    /// <param name="argumentGradient">Takes the gradient of the arguments.</param>
    /// <param name="add">Whether that is added.</param>
    /// <param name="flat">Gradient of all weights.</param>
    public static void PerceptronBack(
        TrainedLinear first, TrainedLinear second, float* argument, int rows, float* hidden, float* scratch, float* gradient, float* argumentGradient, bool add, float* flat)
    {
        var count = rows * first.Forward.Outputs;
        BackKernels<TLanes, TVector>.SiLu(hidden, scratch, count);
        AddGradient(second, gradient, scratch, rows, flat);
        Back(second, gradient, rows, scratch);
        BackKernels<TLanes, TVector>.SiLuBack(hidden, scratch, count);
        AddGradient(first, scratch, argument, rows, flat);
        Back(first, scratch, rows, argumentGradient, add);
    }
}
