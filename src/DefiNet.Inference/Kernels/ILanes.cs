namespace DefiNet.Inference.Kernels;

/// <summary>Arithmetic on several floats at once. A kernel is written once over this; the compiler makes one version for each width.</summary>
/// <typeparam name="TVector">The floats.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Reads a vector.</summary>
    static abstract TVector Load(float* source);

    /// <summary>Writes a vector.</summary>
    static abstract void Store(TVector value, float* target);

    /// <summary>The same number in every lane.</summary>
    static abstract TVector Splat(float value);

    /// <summary>a + b</summary>
    static abstract TVector Add(TVector a, TVector b);

    /// <summary>a − b</summary>
    static abstract TVector Subtract(TVector a, TVector b);

    /// <summary>a · b</summary>
    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>a / b</summary>
    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>1 / a, to the last bit or two.</summary>
    static abstract TVector Reciprocal(TVector a);

    /// <summary>Square root.</summary>
    static abstract TVector Sqrt(TVector a);

    /// <summary>The smaller one.</summary>
    static abstract TVector Min(TVector a, TVector b);

    /// <summary>The larger one.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>a, or the border that it lies beyond: −<paramref name="border"/> or <paramref name="border"/>.</summary>
    static abstract TVector Limit(TVector a, TVector border);

    /// <summary>a where <paramref name="test"/> is at least zero, else b.</summary>
    static abstract TVector WhereNotNegative(TVector test, TVector a, TVector b);

    /// <summary>a · 2ⁿ for whole n between −126 and 127.</summary>
    static abstract TVector Scale(TVector a, TVector n);

    /// <summary>Sum over the lanes, pairwise.</summary>
    static abstract float Sum(TVector a);
}
