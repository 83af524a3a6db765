namespace DefiNet.Crystals.Formats;

/// <summary>Walks through the blank-separated fields of a line without copying them.</summary>
internal ref struct FieldSplitter
{
    private ReadOnlySpan<char> _rest;

    /// <summary>Starts before the first field of a line.</summary>
    public FieldSplitter(ReadOnlySpan<char> line) => _rest = line;

    /// <summary>The next field; empty at the end of the line.</summary>
    public ReadOnlySpan<char> Next()
    {
        var start = 0;
        while (start < _rest.Length && IsBlank(_rest[start]))
            start++;
        var end = start;
        while (end < _rest.Length && !IsBlank(_rest[end]))
            end++;
        var field = _rest[start..end];
        _rest = _rest[end..];
        return field;
    }

    /// <summary>Reads the next three fields as finite numbers; false when one is missing or no number.</summary>
    public bool TryNextVector(out Vector3 vector)
    {
        var all = TextNumber.TryParse(Next(), out double x) & TextNumber.TryParse(Next(), out double y) & TextNumber.TryParse(Next(), out double z);
        vector = all ? new Vector3(x, y, z) : default;
        return all;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\v' or '\f' or '\u00a0';
}
