using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>The lattice vectors as an OUTCAR prints them before each table of forces.</summary>
internal sealed class OutcarCell
{
    private readonly Vector3[] _rows = new Vector3[3];
    private int _row;

    /// <summary>The last cell that was printed in full and spans a volume; null before.</summary>
    public Lattice? Lattice { get; private set; }

    /// <summary>The heading was read.</summary>
    public void Begin() => _row = 0;

    /// <summary>Takes a line behind the heading.</summary>
    public TableRow Take(ReadOnlySpan<byte> line)
    {
        var fields = new ByteFields(line);
        if (!fields.TryVector(out var row) || !row.IsFinite || OutcarLine.HoldsNextRun(fields.Rest))
            return TableRow.Foreign;
        _rows[_row++] = row;
        if (_row < 3)
            return TableRow.More;
        var volume = Vector3.Dot(_rows[0], Vector3.Cross(_rows[1], _rows[2]));
        if (double.IsFinite(volume) && Math.Abs(volume) >= Lattice.MinVolume && (Lattice is not { } old || old.A != _rows[0] || old.B != _rows[1] || old.C != _rows[2]))
            Lattice = new(_rows[0], _rows[1], _rows[2]);
        return TableRow.Last;
    }
}
