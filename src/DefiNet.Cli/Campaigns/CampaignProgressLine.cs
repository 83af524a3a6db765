using System.Diagnostics;
using System.Globalization;
using DefiNet.Campaigns.Running;

namespace DefiNet.Cli.Campaigns;

/// <summary>Shows on standard error how far a campaign is: rewritten in place on a terminal, a line every ten seconds otherwise.</summary>
internal sealed class CampaignProgressLine(string campaign) : IProgress<CampaignProgress>, IDisposable
{
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = TimeSpan.FromSeconds(1);
    private bool _printed;

    /// <inheritdoc/>
    public void Report(CampaignProgress value)
    {
        if (_clock.Elapsed < _next || value is { Phase: "starts", StartsTotal: 0 })
            return;
        _next = _clock.Elapsed + (_terminal ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(10));
        _printed = true;
        if (_terminal)
            Console.Error.Write($"\r\u001b[2K{campaign}: {Text(value)}");
        else
            Console.Error.WriteLine($"{campaign}: {Text(value)}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_printed && _terminal)
            Console.Error.WriteLine();
    }

    private static string Text(CampaignProgress value) => value.Phase == "starts"
        ? string.Create(CultureInfo.InvariantCulture, $"{value.StartsMade} of {value.StartsTotal} starts made")
        : string.Create(CultureInfo.InvariantCulture, $"{value.Done} of {value.Runs} runs ended, {value.Active} at work{(value.Failed > 0 ? $", {value.Failed} failed" : "")}{Left(value.SecondsLeft)}");

    /// <summary>A time in the unit that a person would take.</summary>
    public static string Span(double seconds) => seconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(seconds))} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds / 60)} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds / 3600)} h"),
    };

    private static string Left(double? seconds) => seconds is null or 0 ? "" : $", about {Span(seconds.Value)} left";
}
