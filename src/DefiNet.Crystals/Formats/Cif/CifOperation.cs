namespace DefiNet.Crystals.Formats.Cif;

/// <summary>A symmetry operation as a CIF lists it: fractional x to R·x + t, with R's rows as vectors.</summary>
internal readonly record struct CifOperation(Vector3 RowX, Vector3 RowY, Vector3 RowZ, Vector3 Translation)
{
    /// <summary>The operation that moves nothing.</summary>
    public static CifOperation Identity { get; } = new(new(1, 0, 0), new(0, 1, 0), new(0, 0, 1), Vector3.Zero);

    /// <summary>Whether the operation moves nothing, but for whole cells.</summary>
    public bool IsIdentity => this with { Translation = Translation.WrapToUnit() } == Identity;

    /// <summary>Where a fractional position goes.</summary>
    public Vector3 Apply(Vector3 fractional) =>
        new Vector3(Vector3.Dot(RowX, fractional), Vector3.Dot(RowY, fractional), Vector3.Dot(RowZ, fractional)) + Translation;

    /// <summary>Reads an operation such as <c>-x+y, 1/2-x, z+0.25</c>; false when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CifOperation operation)
    {
        operation = default;
        var first = text.IndexOf(',');
        var last = text.LastIndexOf(',');
        if (first < 0 || first == last || text[(first + 1)..last].Contains(','))
            return false;
        if (!TryParseRow(text[..first], out var x, out var tx) ||
            !TryParseRow(text[(first + 1)..last], out var y, out var ty) ||
            !TryParseRow(text[(last + 1)..], out var z, out var tz))
            return false;
        operation = new(x, y, z, new(tx, ty, tz));
        return Math.Abs(Vector3.Dot(x, Vector3.Cross(y, z))) == 1;
    }

    private static bool TryParseRow(ReadOnlySpan<char> text, out Vector3 row, out double translation)
    {
        (row, translation) = (default, 0);
        var terms = 0;
        for (var i = 0; ; terms++)
        {
            SkipBlanks(text, ref i);
            if (i == text.Length)
                return terms > 0;
            var sign = 1;
            if (text[i] is '+' or '-')
                sign = text[i++] == '-' ? -1 : 1;
            else if (terms > 0)
                return false;
            SkipBlanks(text, ref i);
            if (i == text.Length)
                return false;

            var axis = char.ToLowerInvariant(text[i]) - 'x';
            if (axis is >= 0 and <= 2)
            {
                row += sign * new Vector3(axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
                i++;
            }
            else if (TryParseFraction(text, ref i, out var fraction))
            {
                translation += sign * fraction;
            }
            else
            {
                return false;
            }
        }
    }

    private static bool TryParseFraction(ReadOnlySpan<char> text, ref int i, out double fraction)
    {
        if (!TryParseUnsigned(text, ref i, out fraction))
            return false;
        SkipBlanks(text, ref i);
        if (i == text.Length || text[i] != '/')
            return true;
        i++;
        SkipBlanks(text, ref i);
        if (!TryParseUnsigned(text, ref i, out var divisor) || divisor == 0)
            return false;
        fraction /= divisor;
        return true;
    }

    private static bool TryParseUnsigned(ReadOnlySpan<char> text, ref int i, out double number)
    {
        var start = i;
        while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.'))
            i++;
        return TextNumber.TryParse(text[start..i], out number);
    }

    private static void SkipBlanks(ReadOnlySpan<char> text, ref int i)
    {
        while (i < text.Length && text[i] is ' ' or '\t')
            i++;
    }
}
