using System.Diagnostics;

namespace DefiNet.Cli.Output;

/// <summary>One line on standard error that says how much is done where nobody knows how much there is. Silent for the first second.</summary>
internal sealed class CountLine(string what) : IDisposable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _next = 1;
    private long _done;
    private bool _printed;

    /// <summary>Counts one more.</summary>
    public void Advance()
    {
        _done++;
        if (_clock.Elapsed.TotalSeconds < _next)
            return;
        _next = _clock.Elapsed.TotalSeconds + (Console.IsErrorRedirected ? 10 : 0.2);
        _printed = true;
        if (Console.IsErrorRedirected)
            Console.Error.WriteLine($"{what}: {_done}");
        else
            Console.Error.Write($"\r\u001b[2K{what}: {_done}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_printed && !Console.IsErrorRedirected)
            Console.Error.WriteLine();
    }
}
