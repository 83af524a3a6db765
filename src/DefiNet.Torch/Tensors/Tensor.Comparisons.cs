using DefiNet.Torch.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Whether each number is equal to the other.</summary>
        public Tensor eq(Tensor target) => Operators.Eq.Call(this, target);

        /// <summary>Whether each number is equal to one number.</summary>
        public Tensor eq(Scalar target) => Operators.EqScalar.Call(this, target);

        /// <summary>Whether each number is different from the other.</summary>
        public Tensor ne(Tensor target) => Operators.Ne.Call(this, target);

        /// <summary>Whether each number is different from one number.</summary>
        public Tensor ne(Scalar target) => Operators.NeScalar.Call(this, target);

        /// <summary>Whether each number is above the other.</summary>
        public Tensor gt(Tensor target) => Operators.Gt.Call(this, target);

        /// <summary>Whether each number is above one number.</summary>
        public Tensor gt(Scalar target) => Operators.GtScalar.Call(this, target);

        /// <summary>Whether each number is at or above the other.</summary>
        public Tensor ge(Tensor target) => Operators.Ge.Call(this, target);

        /// <summary>Whether each number is at or above one number.</summary>
        public Tensor ge(Scalar target) => Operators.GeScalar.Call(this, target);

        /// <summary>Whether each number is below the other.</summary>
        public Tensor lt(Tensor target) => Operators.Lt.Call(this, target);

        /// <summary>Whether each number is below one number.</summary>
        public Tensor lt(Scalar target) => Operators.LtScalar.Call(this, target);

        /// <summary>Whether each number is at or below the other.</summary>
        public Tensor le(Tensor target) => Operators.Le.Call(this, target);

        /// <summary>Whether each number is at or below one number.</summary>
        public Tensor le(Scalar target) => Operators.LeScalar.Call(this, target);

        /// <summary>Whether each is not a number.</summary>
        public Tensor isnan() => Operators.IsNan.Call(this);

        /// <summary>Whether each is a finite number.</summary>
        public Tensor isfinite() => Operators.IsFinite.Call(this);

        /// <summary>Whether all are true.</summary>
        public Tensor all() => Operators.All.Call(this);

        /// <summary>Whether any is true.</summary>
        public Tensor any() => Operators.Any.Call(this);

        /// <summary>These numbers where the condition holds, and those of <paramref name="y"/> elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) => Operators.Where.Call(condition, this, y);

        /// <summary>One number where the mask holds, and these elsewhere.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value) => Operators.MaskedFill.Call(this, mask, value);
    }
}
