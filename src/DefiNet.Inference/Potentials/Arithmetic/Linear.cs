namespace DefiNet.Inference.Potentials.Arithmetic;

/// <summary>A linear layer: y = W·x + b for every row.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract unsafe class Linear<T>
    where T : unmanaged
{
    /// <summary>Length of the result.</summary>
    public abstract int Outputs { get; }

    /// <summary>Length of the argument.</summary>
    public abstract int Inputs { get; }

    /// <summary>Applies the layer to each row.</summary>
    /// <param name="x">Rows of arguments.</param>
    /// <param name="ldx">Numbers from row to row of x.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="y">Rows of results; must not overlap x.</param>
    /// <param name="ldy">Numbers from row to row of y.</param>
    /// <param name="add">Whether y is added to or overwritten.</param>
    public abstract void Apply(T* x, int ldx, int rows, T* y, int ldy, bool add = false);
}
