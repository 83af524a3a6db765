using DefiNet.Torch.Native;
using DefiNet.Torch.Scopes;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A scope that frees what is made in it.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>No gradients are recorded on this thread until it is disposed of.</summary>
    public static IDisposable no_grad() => new GradientMode(false);

    /// <summary>Gradients are recorded on this thread until it is disposed of.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradientMode(enabled);

    /// <summary>Whether gradients are recorded on this thread until it is disposed of.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradientMode(mode);

    /// <summary>Whether gradients are recorded on this thread.</summary>
    public static bool is_grad_enabled() => GradientMode.IsEnabled;

    /// <summary>Threads that an operator works on.</summary>
    public static int get_num_threads() => Shim.definet_threads();

    /// <summary>Sets the threads that an operator works on.</summary>
    public static void set_num_threads(int num) => Shim.SetThreads(num);

    /// <summary>Random numbers.</summary>
    public static class random
    {
        /// <summary>Starts the random numbers of all devices anew.</summary>
        public static void manual_seed(long seed) => Shim.Check(Shim.definet_manual_seed(seed));
    }

    /// <summary>Starts the random numbers of all devices anew.</summary>
    public static void manual_seed(long seed) => random.manual_seed(seed);

    /// <summary>Gradients.</summary>
    public static class autograd
    {
        /// <summary>The gradients of the outputs, weighted by <paramref name="grad_outputs"/>, with respect to the inputs.</summary>
        /// <param name="outputs">Numbers, or tensors with as many weights.</param>
        /// <param name="inputs">What they came from.</param>
        /// <param name="grad_outputs">Weights; null for numbers.</param>
        /// <param name="retain_graph">Whether the history is kept for another call.</param>
        /// <param name="create_graph">Whether the gradients have gradients themselves.</param>
        /// <param name="allow_unused">Whether an input may have nothing to do with the outputs; its gradient is then null.</param>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var from = new nint[outputs.Count];
            var seeds = new nint[outputs.Count];
            var to = new nint[inputs.Count];
            var found = new nint[inputs.Count];
            for (var index = 0; index < from.Length; index++)
                (from[index], seeds[index]) = (outputs[index].Handle, grad_outputs?[index].Handle ?? 0);
            for (var index = 0; index < to.Length; index++)
                to[index] = inputs[index].Handle;
            fixed (nint* output = from, seed = seeds, input = to, result = found)
                Shim.Check(Shim.definet_gradients(output, seed, from.Length, input, to.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, result));
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(found, handle => handle == 0 ? null! : new Tensor(handle));
        }
    }
}
