using DefiNet.Torch.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The exponential.</summary>
    public static Tensor exp(Tensor input) => input.exp();

    /// <summary>The sine.</summary>
    public static Tensor sin(Tensor input) => input.sin();

    /// <summary>The cosine.</summary>
    public static Tensor cos(Tensor input) => input.cos();

    /// <summary>The hyperbolic tangent.</summary>
    public static Tensor tanh(Tensor input) => input.tanh();

    /// <summary>The square root.</summary>
    public static Tensor sqrt(Tensor input) => input.sqrt();

    /// <summary>The square.</summary>
    public static Tensor square(Tensor input) => input.square();

    /// <summary>The absolute value.</summary>
    public static Tensor abs(Tensor input) => input.abs();

    /// <summary>1/(1+exp(-x)).</summary>
    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    /// <summary>The matrix product.</summary>
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    /// <summary>The larger, number by number.</summary>
    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    /// <summary>The smaller, number by number.</summary>
    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    /// <summary>The numbers of <paramref name="x"/> where the condition holds, and those of <paramref name="y"/> elsewhere.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);

    /// <summary>Tensors one after the other along an axis.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Operators.Cat.Call(tensors as Tensor[] ?? [.. tensors], dim);

    /// <summary>Tensors beside each other along an axis of their own.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Operators.Stack.Call(tensors as Tensor[] ?? [.. tensors], dim);

    /// <summary>The sum over the products that an equation such as <c>ij,jk-&gt;ik</c> says.</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors) => Operators.Einsum.Call(equation, tensors);
}
