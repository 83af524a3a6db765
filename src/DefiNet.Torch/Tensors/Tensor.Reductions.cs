using DefiNet.Torch.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The sum of all numbers.</summary>
        public Tensor sum(ScalarType? type = null) => Operators.Sum.Call(this, type);

        /// <summary>The sums along an axis.</summary>
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        /// <summary>The sums along axes.</summary>
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Operators.SumDim.Call(this, dim, keepdim, type);

        /// <summary>The mean of all numbers.</summary>
        public Tensor mean() => Operators.Mean.Call(this);

        /// <summary>The means along axes.</summary>
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => Operators.MeanDim.Call(this, dimensions, keepdim, type);

        /// <summary>The p-norm of all numbers.</summary>
        public Tensor norm(float p = 2.0f) => Operators.Norm.Call(this, (double)p);

        /// <summary>The p-norms along an axis.</summary>
        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) => Operators.NormDim.Call(this, (double)p, new long[] { dim }, keepdim);

        /// <summary>The largest number.</summary>
        public Tensor max() => Operators.Max.Call(this);

        /// <summary>The smallest number.</summary>
        public Tensor min() => Operators.Min.Call(this);

        /// <summary>The running sums along an axis.</summary>
        public Tensor cumsum(long dim, ScalarType? type = null) => Operators.Cumsum.Call(this, dim, type);
    }
}
