namespace DefiNet.Inference.Potentials.Arithmetic;

/// <summary>Rows of a table, picked by index: row k is <c>Table[Index[k] * Stride]</c> onward.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal readonly unsafe struct RowSource<T>(T* table, int stride, int* index)
    where T : unmanaged
{
    /// <summary>The table; null for no rows at all.</summary>
    public readonly T* Table = table;

    /// <summary>Numbers from row to row of the table.</summary>
    public readonly int Stride = stride;

    /// <summary>Which row of the table each row takes.</summary>
    public readonly int* Index = index;

    /// <summary>The picked row.</summary>
    public T* Row(int row) => Table + (long)Index[row] * Stride;
}
