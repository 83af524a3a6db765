using DefiNet.Crystals;
using DefiNet.Dft.Records;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Cp2k;

/// <summary>The table of an analytical stress in an output of CP2K, version 8 and later: a title and three rows in GPa, all of which begin with <c>STRESS|</c>.</summary>
internal sealed class Cp2kStressTable
{
    private const int Closed = -1;
    private const double KilobarPerGigapascal = 10;

    private readonly Vector3[] _rows = new Vector3[3];
    private int _row = Closed;
    private bool _isExpected;

    /// <summary>Says that a table of forces has ended: the stress that follows belongs to it.</summary>
    public void Expect() => _isExpected = true;

    /// <summary>Says that something else has begun: what follows belongs to no table of forces yet.</summary>
    public void End() => (_row, _isExpected) = (Closed, false);

    /// <summary>Takes a line without the letters that it begins with.</summary>
    /// <returns>Whether it was the last row.</returns>
    public bool TryTake(ReadOnlySpan<byte> line, out Stress stress)
    {
        stress = default;
        if (line.StartsWith("Analytical stress tensor [GPa]"u8))
            _row = _isExpected ? 0 : Closed;
        else if (_row == Closed)
            return false;
        else if (!line.StartsWith("  "u8))
            _row = Closed; // the eigenvectors, whose rows look the same, have a title of their own
        else
        {
            var fields = new ByteFields(line);
            if (fields.Word() is not [var letter] || letter != "xyz"u8[_row] || !fields.TryVector(out var row))
                return false; // the names of the columns
            _rows[_row++] = KilobarPerGigapascal * row;
            if (_row < _rows.Length)
                return false;
            End();
            stress = new(_rows[0].X, _rows[1].Y, _rows[2].Z, _rows[0].Y, _rows[1].Z, _rows[2].X);
            return true;
        }

        return false;
    }
}
