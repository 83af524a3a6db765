using System.Globalization;
using DefiNet.Torch.Native;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>x·Wᵀ + b, the weights at random as PyTorch draws them.</summary>
        public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) => new(inputSize, outputSize, hasBias, device, dtype);

        /// <summary>A row of numbers for each of a number of things.</summary>
        public static Embedding Embedding(long num_embeddings, long embedding_dims, Device? device = null, ScalarType? dtype = null) => new(num_embeddings, embedding_dims, device, dtype);

        /// <summary>Mean 0 and variance 1 over the last axes.</summary>
        public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

        /// <summary>Mean 0 and variance 1 over the last axis.</summary>
        public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

        /// <summary>x/(1+exp(-x)).</summary>
        public static SiLU SiLU() => new();

        /// <summary>Parts one after the other, named 0, 1, ….</summary>
        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules.Select((module, index) => (index.ToString(CultureInfo.InvariantCulture), module)));

        /// <summary>Parts one after the other.</summary>
        public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

        /// <summary>Parts named 0, 1, …, which the caller runs.</summary>
        public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);

        /// <summary>Nets without parameters of their own.</summary>
        public static class functional
        {
            /// <summary>x/(1+exp(-x)).</summary>
            public static Tensor silu(Tensor x) => x.silu();

            /// <summary>log(1+exp(beta x))/beta.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);

            /// <summary>x·Wᵀ + b.</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Operators.Linear.Call(input, weights, bias);

            /// <summary>Mean 0 and variance 1 over the last axes, scaled and shifted.</summary>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Operators.LayerNorm.Call(input, normalized_shape, weight, bias, eps);
        }

        /// <summary>Beside nets.</summary>
        public static class utils
        {
            /// <summary>Scales the gradients down where their common norm is above a bound, and returns the norm before that.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var quiet = no_grad();
                using var scope = NewDisposeScope();
                var gradients = tensors.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
                if (gradients.Length == 0)
                    return 0;
                var total = stack(gradients.Select(gradient => gradient.norm((float)norm_type))).norm((float)norm_type).to(CPU, copy: false).to_type(ScalarType.Float64).item<double>();
                var factor = max_norm / (total + 1e-6);
                if (factor < 1)
                    foreach (var gradient in gradients)
                        gradient.mul_(factor);
                return total;
            }
        }

        /// <summary>Weights to begin with.</summary>
        public static class init
        {
            /// <summary>Uniform between bounds that keep variances from layer to layer (Glorot).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var shape = tensor.shape;
                var bound = gain * Math.Sqrt(6.0 / (shape[0] + shape[1]));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Uniform between bounds.</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1)
            {
                using var quiet = no_grad();
                return tensor.uniform_(low, high);
            }

            /// <summary>Zeros.</summary>
            public static Tensor zeros_(Tensor tensor)
            {
                using var quiet = no_grad();
                return tensor.zero_();
            }

            /// <summary>One number everywhere.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var quiet = no_grad();
                return tensor.fill_(val);
            }
        }
    }
}
