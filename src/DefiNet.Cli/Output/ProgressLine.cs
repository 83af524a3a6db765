using System.Diagnostics;
using System.Globalization;

namespace DefiNet.Cli.Output;

/// <summary>One line on standard error that says how much is done and when the rest will be: rewritten in place on a terminal, a line every ten seconds otherwise. Silent for the first second.</summary>
public sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly string _what;
    private readonly long _total;
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private TimeSpan _nextPrint = Quiet;
    private long _done;
    private bool _printed;

    /// <summary>Starts the clock for <paramref name="total"/> pieces of work.</summary>
    public ProgressLine(string what, long total) => (_what, _total) = (what, total);

    /// <summary>Says that <paramref name="count"/> more pieces are done. Safe to call from several threads.</summary>
    public void Advance(long count = 1)
    {
        lock (_lock)
        {
            _done += count;
            Print();
        }
    }

    /// <summary>Says how many pieces are done in all.</summary>
    public void Set(long done)
    {
        lock (_lock)
        {
            _done = done;
            Print();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            if (_printed && _terminal)
                Console.Error.WriteLine();
    }

    private void Print()
    {
        var elapsed = _clock.Elapsed;
        if (elapsed < _nextPrint)
            return;
        _nextPrint = elapsed + (_terminal ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(10));
        _printed = true;
        var line = string.Create(CultureInfo.InvariantCulture, $"{_what}: {_done} of {_total}{Remaining(elapsed)}");
        if (_terminal)
            Console.Error.Write($"\r\u001b[2K{line}");
        else
            Console.Error.WriteLine(line);
    }

    private string Remaining(TimeSpan elapsed)
    {
        if (_done <= 0 || _done >= _total)
            return "";
        var seconds = elapsed.TotalSeconds * (_total - _done) / _done;
        return seconds < 90
            ? string.Create(CultureInfo.InvariantCulture, $", about {Math.Max(1, Math.Round(seconds))} s left")
            : string.Create(CultureInfo.InvariantCulture, $", about {Math.Round(seconds / 60)} min left");
    }
}
