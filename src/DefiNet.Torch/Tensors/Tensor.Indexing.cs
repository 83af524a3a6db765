using DefiNet.Torch.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The slices with these numbers along an axis.</summary>
        public Tensor index_select(long dim, Tensor index) => Operators.IndexSelect.Call(this, dim, index);

        /// <summary>Adds <paramref name="alpha"/> times slice i of the source to slice index[i], in a copy.</summary>
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Operators.IndexAdd.Call(this, dim, index, source, alpha);

        /// <summary>Adds <paramref name="alpha"/> times slice i of the source to slice index[i], in place.</summary>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => Operators.IndexAddInPlace.In(this, dim, index, source, alpha);

        /// <summary>The numbers at these places along an axis.</summary>
        public Tensor gather(long dim, Tensor index) => Operators.Gather.Call(this, dim, index);

        /// <summary>Puts the numbers of the source to these places along an axis, in a copy.</summary>
        public Tensor scatter(long dim, Tensor index, Tensor src) => Operators.Scatter.Call(this, dim, index, src);

        /// <summary>Puts the numbers of the source to these places along an axis, in place.</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src) => Operators.ScatterInPlace.In(this, dim, index, src);

        /// <summary>Adds the numbers of the source at these places along an axis, in a copy.</summary>
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Operators.ScatterAdd.Call(this, dim, index, src);

        /// <summary>Adds the numbers of the source at these places along an axis, in place.</summary>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Operators.ScatterAddInPlace.In(this, dim, index, src);

        /// <summary>The places of the numbers that are not 0, one row each.</summary>
        public Tensor nonzero() => Operators.Nonzero.Call(this);

        /// <summary>The slice with this number along the first axis.</summary>
        public Tensor this[long i1] => select(0, i1);

        /// <summary>The slice with these numbers along the first two axes.</summary>
        public Tensor this[long i1, long i2]
        {
            get
            {
                using var row = select(0, i1);
                return row.select(0, i2);
            }
        }

        /// <summary>A part, as an index of Python says it.</summary>
        public Tensor this[params TensorIndex[] indices] => index(indices);

        /// <summary>The slices with these numbers, or those where the mask holds.</summary>
        public Tensor this[params Tensor[] indices] => index(indices);

        /// <summary>The slices with these numbers, or those where the mask holds.</summary>
        public Tensor index(params Tensor[] indices) => Operators.Index.Call(this, Argument.Optional(indices));

        /// <summary>A part, as an index of Python says it.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            var part = alias();
            var axis = 0L;
            foreach (var one in indices)
            {
                var before = part;
                (part, axis) = one.Apply(part, axis, indices);
                before.Dispose();
            }

            return part;
        }
    }
}
