using DefiNet.Torch.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The same numbers in another shape; -1 for the length that follows from the others.</summary>
        public Tensor reshape(params long[] shape) => Operators.Reshape.Call(this, shape);

        /// <summary>The same memory in another shape.</summary>
        public Tensor view(params long[] shape) => Operators.View.Call(this, shape);

        /// <summary>Without the axis, or all axes, of length 1.</summary>
        public Tensor squeeze(long? dim = null) => dim is { } axis ? Operators.SqueezeDim.Call(this, axis) : Operators.Squeeze.Call(this);

        /// <summary>With an axis of length 1 more.</summary>
        public Tensor unsqueeze(long dim) => Operators.Unsqueeze.Call(this, dim);

        /// <summary>Two axes exchanged.</summary>
        public Tensor transpose(long dim0, long dim1) => Operators.Transpose.Call(this, dim0, dim1);

        /// <summary>The axes in another order.</summary>
        public Tensor permute(params long[] permutation) => Operators.Permute.Call(this, permutation);

        /// <summary>Axes of length 1 repeated without memory; -1 keeps a length.</summary>
        public Tensor expand(params long[] sizes) => Operators.Expand.Call(this, sizes);

        /// <summary>Repeated without memory to the shape of another tensor.</summary>
        public Tensor expand_as(Tensor other) => expand(other.shape);

        /// <summary>A part along an axis.</summary>
        public Tensor narrow(long dim, long start, long length) => Operators.Narrow.Call(this, dim, start, length);

        /// <summary>One slice, without the axis.</summary>
        public Tensor select(long dim, long index) => Operators.Select.Call(this, dim, index);

        /// <summary>Every <paramref name="step"/>th slice of a part.</summary>
        public Tensor slice(long dim, long start, long finish, long step) => Operators.Slice.Call(this, dim, start, finish, step);

        /// <summary>Parts of a length along an axis; the last may be shorter.</summary>
        public Tensor[] split(long size, int dim = 0) => Operators.Split.Several(checked((int)((this.size(dim) + size - 1) / size) + 1), this, size, (long)dim);

        /// <summary>Parts of given lengths along an axis.</summary>
        public Tensor[] split(long[] sizes, long dim = 0) => Operators.SplitSizes.Several(sizes.Length, this, sizes, dim);

        /// <summary>At most so many equal parts along an axis.</summary>
        public Tensor[] chunk(long chunks, long dim = 0L) => Operators.Chunk.Several(checked((int)chunks), this, chunks, dim);

        /// <summary>The numbers in a row of memory of its own where they are not in one.</summary>
        public Tensor contiguous() => Operators.Contiguous.Call(this);

        /// <summary>A copy.</summary>
        public Tensor clone() => Operators.Clone.Call(this);
    }
}
