using DefiNet.Torch.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The sum, number by number.</summary>
        public Tensor add(Tensor target) => Operators.Add.Call(this, target);

        /// <summary>The sum with one number.</summary>
        public Tensor add(Scalar scalar) => Operators.AddScalar.Call(this, scalar);

        /// <summary>The sum, number by number, in place.</summary>
        public Tensor add_(Tensor target) => Operators.AddInPlace.In(this, target);

        /// <summary>The sum with one number, in place.</summary>
        public Tensor add_(Scalar scalar) => Operators.AddScalarInPlace.In(this, scalar);

        /// <summary>The difference, number by number.</summary>
        public Tensor sub(Tensor target) => Operators.Sub.Call(this, target);

        /// <summary>The difference with one number.</summary>
        public Tensor sub(Scalar target) => Operators.SubScalar.Call(this, target);

        /// <summary>The difference, number by number, in place.</summary>
        public Tensor sub_(Tensor target) => Operators.SubInPlace.In(this, target);

        /// <summary>The difference with one number, in place.</summary>
        public Tensor sub_(Scalar target) => Operators.SubScalarInPlace.In(this, target);

        /// <summary>The product, number by number.</summary>
        public Tensor mul(Tensor target) => Operators.Mul.Call(this, target);

        /// <summary>The product with one number.</summary>
        public Tensor mul(Scalar target) => Operators.MulScalar.Call(this, target);

        /// <summary>The product, number by number, in place.</summary>
        public Tensor mul_(Tensor target) => Operators.MulInPlace.In(this, target);

        /// <summary>The product with one number, in place.</summary>
        public Tensor mul_(Scalar target) => Operators.MulScalarInPlace.In(this, target);

        /// <summary>The quotient, number by number.</summary>
        public Tensor div(Tensor target) => Operators.Div.Call(this, target);

        /// <summary>The quotient with one number.</summary>
        public Tensor div(Scalar target) => Operators.DivScalar.Call(this, target);

        /// <summary>The quotient, number by number, in place.</summary>
        public Tensor div_(Tensor target) => Operators.DivInPlace.In(this, target);

        /// <summary>The quotient with one number, in place.</summary>
        public Tensor div_(Scalar target) => Operators.DivScalarInPlace.In(this, target);

        /// <summary>This plus <paramref name="alpha"/> times the other.</summary>
        public Tensor add(Tensor target, Scalar alpha) => Operators.Add.Call(this, target, alpha);

        /// <summary>This plus <paramref name="alpha"/> times the other, in place.</summary>
        public Tensor add_(Tensor target, Scalar alpha) => Operators.AddInPlace.In(this, target, alpha);

        /// <summary>Adds <paramref name="value"/> times the quotient of two tensors, in place.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Operators.Addcdiv.In(this, tensor1, tensor2, value);

        /// <summary>Adds <paramref name="value"/> times the product of two tensors, in place.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Operators.Addcmul.In(this, tensor1, tensor2, value);

        /// <summary>Goes a share of the way to another tensor, in place.</summary>
        public Tensor lerp_(Tensor end, Tensor weight) => Operators.LerpInPlace.In(this, end, weight);

        /// <summary>The negative.</summary>
        public Tensor neg() => Operators.Neg.Call(this);

        /// <summary>The absolute value.</summary>
        public Tensor abs() => Operators.Abs.Call(this);

        /// <summary>The exponential.</summary>
        public Tensor exp() => Operators.Exp.Call(this);

        /// <summary>The natural logarithm.</summary>
        public Tensor log() => Operators.Log.Call(this);

        /// <summary>The sine.</summary>
        public Tensor sin() => Operators.Sin.Call(this);

        /// <summary>The cosine.</summary>
        public Tensor cos() => Operators.Cos.Call(this);

        /// <summary>The angle between 0 and π that has this cosine.</summary>
        public Tensor acos() => Operators.Acos.Call(this);

        /// <summary>The hyperbolic tangent.</summary>
        public Tensor tanh() => Operators.Tanh.Call(this);

        /// <summary>The square root.</summary>
        public Tensor sqrt() => Operators.Sqrt.Call(this);

        /// <summary>One over it.</summary>
        public Tensor reciprocal() => Operators.Reciprocal.Call(this);

        /// <summary>The sign.</summary>
        public Tensor sign() => Operators.Sign.Call(this);

        /// <summary>1/(1+exp(-x)).</summary>
        public Tensor sigmoid() => Operators.Sigmoid.Call(this);

        /// <summary>x/(1+exp(-x)).</summary>
        public Tensor silu() => Operators.Silu.Call(this);

        /// <summary>The number, or 0 where it is below.</summary>
        public Tensor relu() => Operators.Relu.Call(this);

        /// <summary>The square.</summary>
        public Tensor square() => pow(2);

        /// <summary>The power.</summary>
        public Tensor pow(Scalar exponent) => Operators.PowScalar.Call(this, exponent);

        /// <summary>The power, number by number.</summary>
        public Tensor pow(Tensor exponent) => Operators.Pow.Call(this, exponent);

        /// <summary>log(1+exp(beta x))/beta, and x itself where beta x is above the threshold.</summary>
        public Tensor softplus(double beta = 1, double threshold = 20) => Operators.Softplus.Call(this, beta, threshold);

        /// <summary>Brings the numbers between bounds.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Operators.Clamp.Call(this, min, max);

        /// <summary>Brings the numbers to a bound from below.</summary>
        public Tensor clamp_min(Scalar min) => clamp(min, null);

        /// <summary>Brings the numbers to a bound from above.</summary>
        public Tensor clamp_max(Scalar max) => clamp(null, max);

        /// <summary>The larger, number by number.</summary>
        public Tensor maximum(Tensor other) => Operators.Maximum.Call(this, other);

        /// <summary>The smaller, number by number.</summary>
        public Tensor minimum(Tensor other) => Operators.Minimum.Call(this, other);

        /// <summary>The matrix product; the axes in front of the last two are broadcast.</summary>
        public Tensor matmul(Tensor target) => Operators.Matmul.Call(this, target);

        /// <summary>The matrix products of a batch.</summary>
        public Tensor bmm(Tensor batch2) => Operators.Bmm.Call(this, batch2);
    }
}
