using System.Globalization;
using System.Text;

namespace DefiNet.Clusters.Hosts;

/// <summary>Takes a program's output out of what a login shell says around it: it stands between two lines with the call's own random word, and the second tells the exit code.</summary>
internal sealed class MarkedOutput
{
    private const int MaxPreamble = 1 << 20;
    private const int MaxCodeDigits = 3;

    private readonly byte[] _begin;
    private readonly byte[] _end;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> _sink;
    private byte[] _held = new byte[1 << 12];
    private int _length;
    private bool _complete;

    public MarkedOutput(string nonce, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink)
    {
        _begin = Encoding.ASCII.GetBytes($"{nonce} begin\n");
        _end = Encoding.ASCII.GetBytes($"\n{nonce} end ");
        _sink = sink;
    }

    /// <summary>Whether the program was begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What came before the program's own output, at most 100 characters; null when there was nothing.</summary>
    public string? Chatter { get; private set; }

    /// <summary>The program's exit code; null when its end was not seen.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Takes the next bytes.</summary>
    public async ValueTask AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        if (_complete)
            return; // a shell's farewell
        Hold(bytes.Span);
        if (!HasBegun && !FindBegin())
            return;
        var held = _held.AsMemory(0, _length);
        var end = held.Span.IndexOf(_end);
        if (end >= 0 && CodeAfter(held.Span[(end + _end.Length)..]) is { } code)
        {
            (ExitCode, _complete) = (code, true);
            await _sink(held[..end], stop).ConfigureAwait(false);
            _length = 0;
            return;
        }

        // As many bytes are kept back as a marker that is still on its way can have.
        var keep = end >= 0 ? held.Length - end : Math.Min(held.Length, _end.Length + MaxCodeDigits + 1);
        var ready = held.Length - keep;
        if (ready <= 0)
            return;
        await _sink(held[..ready], stop).ConfigureAwait(false);
        KeepFrom(ready);
    }

    private bool FindBegin()
    {
        var held = _held.AsSpan(0, _length);
        var at = held.IndexOf(_begin);
        if (at < 0)
        {
            if (held.Length > MaxPreamble)
                KeepFrom(held.Length - _begin.Length);

            return false;
        }

        HasBegun = true;
        var before = Encoding.UTF8.GetString(held[..Math.Min(at, 100)]).Trim();
        Chatter = before.Length > 0 ? string.Concat(before.Select(character => char.IsControl(character) ? ' ' : character)) : null;
        KeepFrom(at + _begin.Length);
        return true;
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _held.Length)
            Array.Resize(ref _held, Math.Max(2 * _held.Length, _length + bytes.Length));
        bytes.CopyTo(_held.AsSpan(_length));
        _length += bytes.Length;
    }

    private void KeepFrom(int start)
    {
        _held.AsSpan(start, _length - start).CopyTo(_held);
        _length -= start;
    }

    private static int? CodeAfter(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        return end is > 0 and <= MaxCodeDigits && int.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
    }
}
