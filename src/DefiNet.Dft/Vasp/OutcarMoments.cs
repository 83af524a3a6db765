using System.Collections.Immutable;
using System.Runtime.InteropServices;
using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>The tables <c>magnetization (x)</c>, and of a noncollinear run <c>(y)</c> and <c>(z)</c>: a row for each atom whose last column is its moment.</summary>
internal sealed class OutcarMoments
{
    // x, y and z: the complete tables since the ionic step began, and those of the last completed step.
    private readonly List<double>[] _columns = [[], [], []];
    private readonly List<double>[] _ofStep = [[], [], []];
    private List<double> _rows = [];
    private int _axis;
    private bool _opened;

    /// <summary>Begins the table of an axis, named by its letter. False where the letter names none.</summary>
    public bool TryBegin(byte axis)
    {
        if (axis is < (byte)'x' or > (byte)'z')
            return false;
        (_axis, _opened) = (axis - 'x', false);
        _rows.Clear();
        return true;
    }

    /// <summary>Forgets the complete tables: another ionic step begins.</summary>
    public void Clear()
    {
        foreach (var column in _columns)
            column.Clear();
    }

    /// <summary>Takes a line behind the heading.</summary>
    public TableRow Take(ReadOnlySpan<byte> line)
    {
        if (OutcarLine.IsRule(line))
        {
            if (!_opened)
            {
                _opened = true;
                return TableRow.More;
            }

            Keep();
            return TableRow.Last;
        }

        if (!_opened)
            return OutcarLine.IsBlank(line) || line.IndexOf("# of ion"u8) >= 0 ? TableRow.More : TableRow.Foreign;
        var fields = new ByteFields(line);
        if (!fields.TryNumber(out var number) || number != _rows.Count + 1 || !fields.TryNumber(out var moment))
            return TableRow.Foreign;
        while (fields.TryNumber(out var next))
            moment = next;
        _rows.Add(moment);
        return TableRow.More;
    }

    /// <summary>The ionic step is complete: the tables read so far are its own.</summary>
    public void CompleteStep()
    {
        for (var axis = 0; axis < _columns.Length; axis++)
        {
            _ofStep[axis].Clear();
            _ofStep[axis].AddRange(_columns[axis]);
        }
    }

    /// <summary>The moments of the last completed step; null where there is none for this number of atoms.</summary>
    public MagneticMoments? OfStep(int atoms)
    {
        var (x, y, z) = (_ofStep[0], _ofStep[1], _ofStep[2]);
        if (x.Count != atoms || atoms == 0)
            return null;
        var collinear = y.Count != atoms || z.Count != atoms;
        var moments = new Vector3[atoms];
        for (var atom = 0; atom < atoms; atom++)
            moments[atom] = collinear ? new(0, 0, x[atom]) : new(x[atom], y[atom], z[atom]);
        return new(collinear, ImmutableCollectionsMarshal.AsImmutableArray(moments));
    }

    // The tables of one step follow each other from x on.
    private void Keep()
    {
        if (_axis == 0)
            Clear();
        (_columns[_axis], _rows) = (_rows, _columns[_axis]);
    }
}
