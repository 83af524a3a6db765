namespace DefiNet.Inference.Kernels;

/// <summary>One float: the ends of rows that no vector fills, and the plain twin of the wide versions.</summary>
internal readonly unsafe struct Lane1 : ILanes<float>
{
    /// <inheritdoc/>
    public static int Width => 1;

    /// <inheritdoc/>
    public static float Load(float* source) => *source;

    /// <inheritdoc/>
    public static void Store(float value, float* target) => *target = value;

    /// <inheritdoc/>
    public static float Splat(float value) => value;

    /// <inheritdoc/>
    public static float Add(float a, float b) => a + b;

    /// <inheritdoc/>
    public static float Subtract(float a, float b) => a - b;

    /// <inheritdoc/>
    public static float Multiply(float a, float b) => a * b;

    /// <inheritdoc/>
    public static float Divide(float a, float b) => a / b;

    /// <inheritdoc/>
    public static float MultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    /// <inheritdoc/>
    public static float Reciprocal(float a) => 1 / a;

    /// <inheritdoc/>
    public static float Sqrt(float a) => MathF.Sqrt(a);

    /// <inheritdoc/>
    public static float Min(float a, float b) => a < b ? a : b;

    /// <inheritdoc/>
    public static float Max(float a, float b) => a > b ? a : b;

    /// <inheritdoc/>
    public static float Limit(float a, float border) => Min(Max(a, -border), border);

    /// <inheritdoc/>
    public static float WhereNotNegative(float test, float a, float b) => test >= 0 ? a : b;

    /// <inheritdoc/>
    public static float Scale(float a, float n) => a * BitConverter.Int32BitsToSingle(((int)n + 127) << 23);

    /// <inheritdoc/>
    public static float Sum(float a) => a;
}
