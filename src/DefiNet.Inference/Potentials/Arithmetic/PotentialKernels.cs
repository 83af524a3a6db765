namespace DefiNet.Inference.Potentials.Arithmetic;

/// <summary>The steps that potentials are made of, in one precision. Rows are dense; widths are whole vectors only where a remark says so.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract unsafe class PotentialKernels<T>
    where T : unmanaged
{
    /// <summary>Lanes of a three-body row: its up to 16 values and zeros.</summary>
    public const int BodyLanes = 16;

    /// <summary>Prepares a linear layer from a row-major matrix of shape (outputs, inputs); the bias may be empty.</summary>
    public abstract Linear<T> Linear(ReadOnlySpan<float> weights, int outputs, int inputs, ReadOnlySpan<float> bias);

    /// <summary>z += picked rows (z is overwritten when <paramref name="fresh"/>); then, unless <paramref name="slope"/> is null, z becomes SiLU(z) and slope its derivative.</summary>
    public abstract void GatherSilu(T* z, bool fresh, int rows, int width, RowSource<T> a, RowSource<T> b, RowSource<T> c, T* slope);

    /// <summary>z becomes SiLU(z), slope its derivative.</summary>
    public abstract void Silu(T* z, T* slope, long count);

    /// <summary>z becomes σ(z).</summary>
    public abstract void Sigmoid(T* z, long count);

    /// <summary>x ∘= y.</summary>
    public abstract void Multiply(T* x, T* y, long count);

    /// <summary>y += x.</summary>
    public abstract void Add(T* y, T* x, long count);

    /// <summary>For rows (core | gate) of z: value = SiLU(core)·σ(gate), and z becomes the derivatives of the value by core and by gate.</summary>
    public abstract void Gate(T* z, int rows, int width, T* value);

    /// <summary>As <see cref="Gate"/> after a layer normalisation of core and of gate. z becomes the derivatives by the normalised, scaled values times the scale; <paramref name="normal"/> gets the normalised values (rows, 2·width), <paramref name="spread"/> the two inverse deviations of each row.</summary>
    public abstract void NormGate(T* z, int rows, int width, T* coreScale, T* coreShift, T* gateScale, T* gateShift, T* value, T* normal, T* spread);

    /// <summary>Reverse of <see cref="NormGate"/>: from g = upstream gradient of (core | gate) normalised values, in place, to that of the values before.</summary>
    public abstract void NormReverse(T* g, int rows, int width, T* normal, T* spread);

    /// <summary>Layer normalisation: y = scale·(x − mean)/deviation + shift; normal and spread (one per row) as in <see cref="NormGate"/>.</summary>
    public abstract void Norm(T* x, int rows, int width, T* scale, T* shift, T* y, T* normal, T* spread);

    /// <summary>sum = Σ over rows of x∘w, for one run of rows.</summary>
    public abstract void SumProducts(T* x, RowSource<T> w, int first, int rows, int width, T* sum);

    /// <summary>sum = Σ over rows of x∘w∘v, for one run of rows.</summary>
    public abstract void SumProducts(T* x, RowSource<T> w, RowSource<T> v, int first, int rows, int width, T* sum);

    /// <summary>y = x + m∘w, row by row.</summary>
    public abstract void AddProducts(T* x, T* m, T* w, T* y, long count);

    /// <summary>
    /// A message m∘w (w a filter that depends on a distance alone, with derivative dw) met the upstream gradient u. Writes g = u∘w∘partial for core and gate (rows, 2·width) and adds Σ u∘m∘dw to <paramref name="slopes"/>.
    /// </summary>
    public abstract void MessageReverse(RowSource<T> u, T* m, RowSource<T> w, RowSource<T> dw, T* partial, int rows, int width, T* g, T* slopes);

    /// <summary>As <see cref="MessageReverse(RowSource{T},T*,RowSource{T},RowSource{T},T*,int,int,T*,T*)"/> for a message m∘w∘v with two filters; each slope is the derivative by its own distance.</summary>
    public abstract void MessageReverse(RowSource<T> u, T* m, RowSource<T> w, RowSource<T> dw, RowSource<T> v, RowSource<T> dv, T* partial, int rows, int width, T* g, T* slopesW, T* slopesV);

    /// <summary>g = (u∘partial core | u∘partial gate) for dense rows u.</summary>
    public abstract void GateReverse(T* u, T* partial, int rows, int width, T* g);

    /// <summary>slopes[row] += Σ a∘b∘c over the row; c counts as ones when null.</summary>
    public abstract void AddDots(T* a, T* b, T* c, int rows, int width, T* slopes);

    /// <summary>sum = Σ of rows.</summary>
    public abstract void SumRows(T* x, int ldx, int rows, int width, T* sum);

    /// <summary>sum = Σ of the picked rows.</summary>
    public abstract void SumPicked(RowSource<T> x, int first, int rows, int width, T* sum);

    /// <summary>acc[a] = Σ over b ≠ a of Y(cos[a, b])∘q[b], where Y is per lane a polynomial of degree 2 in the cosine.</summary>
    /// <param name="count">Bonds of the atom.</param>
    /// <param name="cosines">Cosines between bonds, (count, count).</param>
    /// <param name="q">Per bond, (count, 16).</param>
    /// <param name="polynomial">Coefficients by power: (3, 16).</param>
    /// <param name="acc">Per bond, (count, 16).</param>
    public abstract void ThreeBody(int count, T* cosines, T* q, T* polynomial, T* acc);

    /// <summary>Reverse of <see cref="ThreeBody"/>: from the gradient b of acc, dq = Σ Y∘b, and Σ Y′∘q∘b is added to <paramref name="slopes"/> (count, count).</summary>
    public abstract void ThreeBodyReverse(int count, T* cosines, T* q, T* polynomial, T* b, T* dq, T* slopes);
}
