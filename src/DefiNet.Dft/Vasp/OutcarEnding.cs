namespace DefiNet.Dft.Vasp;

/// <summary>How one run of an OUTCAR ends, as far as it was read: messages, errors, and the closing block of times.</summary>
internal sealed class OutcarEnding
{
    private bool _timing;

    /// <summary>Whether the accuracy was reached.</summary>
    public bool Reached { get; private set; }

    /// <summary>Whether an ionic step was begun after that.</summary>
    public bool WentOn { get; private set; }

    /// <summary>Whether the closing lines are there.</summary>
    public bool Finished { get; private set; }

    /// <summary>Whether STOPCAR ended it.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Name of the last error.</summary>
    public string? Error { get; private set; }

    /// <summary>CPU time in seconds.</summary>
    public double? CpuSeconds { get; private set; }

    /// <summary>Wall time in seconds.</summary>
    public double? Seconds { get; private set; }

    /// <summary>Largest memory in kB.</summary>
    public double? PeakKilobytes { get; private set; }

    /// <summary>An ionic step begins: what stood before was no ending.</summary>
    public void GoOn()
    {
        WentOn |= Reached;
        (_timing, Finished) = (false, false);
    }

    /// <summary>Takes a line with a marker of the ending. False where the marker is part of something else.</summary>
    /// <param name="marker">Which.</param>
    /// <param name="line">The line.</param>
    /// <param name="at">Where in the line the marker begins.</param>
    public bool Take(OutcarMarker marker, ReadOnlySpan<byte> line, int at)
    {
        var rest = line[at..];
        switch (marker)
        {
            case OutcarMarker.Accuracy:
                if (line[..at].IndexOf("reached "u8) < 0)
                    return false;
                (Reached, WentOn) = (true, false);
                return true;
            case OutcarMarker.Timing:
                _timing = true;
                return true;
            case OutcarMarker.Stop:
                Stopped |= line[..at].IndexOf("soft "u8) >= 0 || line[..at].IndexOf("hard "u8) >= 0;
                return true;
            case OutcarMarker.Cpu:
                CpuSeconds = _timing ? OutcarLine.NumberAfter(rest, ":"u8) : CpuSeconds;
                return true;
            case OutcarMarker.Elapsed:
                Seconds = _timing ? OutcarLine.NumberAfter(rest, ":"u8) : Seconds;
                return true;
            case OutcarMarker.Memory:
                PeakKilobytes = _timing ? OutcarLine.NumberAfter(rest.TrimEnd(". \r"u8), ":"u8) : PeakKilobytes;
                return true;
            case OutcarMarker.Closing:
                Finished |= _timing && OutcarLine.NumberAfter(rest, ":"u8) is not null;
                return true;
            default:
                var error = VaspErrorNames.Find(line);
                Error = error ?? Error;
                return error is not null;
        }
    }
}
