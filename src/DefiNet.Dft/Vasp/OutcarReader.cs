using System.Collections.Immutable;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Vasp;

/// <summary>Reads OUTCAR, plain or gzip, finished, running or cut, in one pass with a fixed buffer.</summary>
/// <remarks>
/// An ionic step is complete when its table of forces is (its closing rule is there and it has a row for every atom); only whole lines count, so that a file read while it grows never takes a step back.
/// A table marked <c>(ML)</c> comes from a learned force field, not from DFT, and is no ionic step.
/// </remarks>
public sealed class OutcarReader
{
    private enum State
    {
        Searching, Forces, Cell, Moments, Echo,
    }

    private readonly VaspReadOptions _options;
    private readonly OutcarHeader _header = new();
    private readonly OutcarSteps _steps;
    private readonly ImmutableArray<RunPart>.Builder _runs = ImmutableArray.CreateBuilder<RunPart>();
    private OutcarEnding _ending = new();
    private double? _peakKilobytes;
    private State _state;
    private bool _inHeader = true;
    private bool _atStart = true;
    private int _runFirst;
    private int _runFirstBegun;

    private OutcarReader(VaspReadOptions options)
    {
        _options = options;
        _steps = new(options, _header);
    }

    /// <summary>Reads a file.</summary>
    public static VaspOutput Read(string path, VaspReadOptions? options = null)
    {
        using var stream = OutputBytes.Open(path);
        return Read(stream, options);
    }

    /// <summary>Reads a stream, from where it stands to its end.</summary>
    public static VaspOutput Read(Stream stream, VaspReadOptions? options = null)
    {
        var reader = new OutcarReader(options ?? new());
        var whole = OutputBytes.ReadLines(stream, reader.Take);
        return reader.Finish(whole);
    }

    private void Take(ReadOnlySpan<byte> block)
    {
        var at = 0;
        if (_atStart)
        {
            _atStart = false;
            _header.BeginRun(OutcarLine.At(block, 0));
        }

        while (at < block.Length)
        {
            if (_state != State.Searching)
            {
                var line = OutcarLine.At(block, at);
                var row = TakeRow(line);
                if (row != TableRow.Foreign)
                    at += line.Length + 1;
                if (row != TableRow.More)
                    _state = State.Searching;
                continue;
            }

            var found = (_inHeader ? OutcarMarkers.Header : OutcarMarkers.Steps).Next(block, at, out var marker);
            if (found < 0)
                return;
            var begin = OutcarLine.BeginOf(block, at, found);
            var whole = OutcarLine.At(block, begin);
            // Another marker may follow in the same line, and another run behind a line that a kill left open.
            at = TakeMarker((OutcarMarker)marker, whole, found - begin) && !OutcarLine.HoldsNextRun(whole[(found - begin + 1)..]) ? begin + whole.Length + 1 : found + 1;
        }
    }

    private TableRow TakeRow(ReadOnlySpan<byte> line) => _state switch
    {
        State.Forces => _steps.TakeForceRow(line),
        State.Cell => _steps.Cell.Take(line),
        State.Moments => _steps.TakeMomentRow(line),
        _ => _header.TakeEcho(line),
    };

    // False where the marker is part of something else.
    private bool TakeMarker(OutcarMarker marker, ReadOnlySpan<byte> line, int at)
    {
        var rest = line[at..];
        switch (marker)
        {
            case OutcarMarker.Iteration:
                return TakeIteration(rest);
            case OutcarMarker.FreeEnergy:
                return _steps.TakeFreeEnergy(rest);
            case OutcarMarker.Sigma0:
                return _steps.TakeSigma0(rest);
            case OutcarMarker.Forces:
                if (line[..at].IndexOf("POSITION"u8) < 0 || rest.IndexOf("(ML)"u8) >= 0)
                    return false;
                _state = State.Forces;
                _steps.BeginForces();
                return true;
            case OutcarMarker.Cell:
                _state = State.Cell;
                _steps.Cell.Begin();
                return true;
            case OutcarMarker.Stress:
                _steps.TakeStress(rest["in kB"u8.Length..]);
                return true;
            case OutcarMarker.Magnetization:
                return TakeMagnetization(line, at);
            case OutcarMarker.Aborting:
                _steps.TakeLoopEnd(rest);
                return true;
            case OutcarMarker.Loop:
                _steps.TakeTime(rest);
                return true;
            case OutcarMarker.Vasp or OutcarMarker.Surrogate:
                return TakeProgram(line, at);
            case OutcarMarker.Echo:
                if (!OutcarLine.IsBlank(line[..at]))
                    return false;
                _state = State.Echo;
                return true;
            case >= OutcarMarker.AtomCount:
                return _header.Take(marker, line, at);
            default:
                return _ending.Take(marker, line, at);
        }
    }

    private bool TakeIteration(ReadOnlySpan<byte> rest)
    {
        if (!_steps.TryTakeIteration(rest, out var begins))
            return false;
        _inHeader = false;
        if (begins)
            _ending.GoOn();
        return true;
    }

    // "number of electron  36.0 magnetization  12.0" or the heading " magnetization (x)".
    private bool TakeMagnetization(ReadOnlySpan<byte> line, int at)
    {
        var rest = line[at..];
        if (rest.Length > "magnetization ("u8.Length && rest["magnetization "u8.Length] == '(')
        {
            if (!OutcarLine.IsBlank(line[..at]) || !_steps.Moments.TryBegin(rest["magnetization ("u8.Length]))
                return false;
            _state = State.Moments;
            return true;
        }

        if (line[..at].IndexOf("number of electron"u8) < 0)
            return false;
        _steps.TakeMagnetization(rest);
        return true;
    }

    // The line with which a run begins, as " vasp.6.2.0 18Jan21 (build …) complex"; behind a line that a kill left open it stands anywhere.
    private bool TakeProgram(ReadOnlySpan<byte> line, int at)
    {
        var name = line[at..];
        var point = name.IndexOf((byte)'.');
        if (point + 1 >= name.Length || !char.IsAsciiDigit((char)name[point + 1]) || at > 0 && line[at - 1] != ' ')
            return false;
        if ((!OutcarLine.IsBlank(line[..at]) || at > 4) && name.IndexOf("(build "u8) < 0)
            return false;
        if (_steps.Begun > _runFirstBegun || _steps.Completed > _runFirst)
        {
            _steps.BeginRun();
            EndRun(whole: true);
        }

        _inHeader = true;
        _header.BeginRun(name);
        return true;
    }

    private void EndRun(bool whole)
    {
        var (first, begun) = (_runFirst, _runFirstBegun);
        (_runFirst, _runFirstBegun) = (_steps.Completed, _steps.Begun);
        var completed = _runFirst - first;
        _runs.Add(new(completed, Math.Max(_runFirstBegun - begun, completed), VaspOutput.EndedAs(_ending.Stopped, _ending.Finished && whole, _ending.Error), _ending.Error, _ending.Seconds ?? _steps.SecondsSince(first), _ending.CpuSeconds));
        _peakKilobytes = Larger(_peakKilobytes, _ending.PeakKilobytes);
        _ending = new();
    }

    private VaspOutput Finish(bool whole)
    {
        _steps.EndGroup();
        var ending = _ending;
        var restarted = _runs.Count > 0;
        if (restarted)
            EndRun(whole);
        return _steps.Finish() with
        {
            Program = _header.Program,
            Version = _header.Version,
            Atoms = _header.Atoms,
            Species = _header.SpeciesOfAtoms(),
            Settings = _header.Settings,
            ReachedAccuracy = ending.Reached,
            WentOnAfterAccuracy = ending.WentOn,
            Finished = ending.Finished && whole,
            Stopped = ending.Stopped,
            Error = ending.Error,
            CpuSeconds = restarted ? Sum(_runs.Select(run => run.CpuSeconds)) : ending.CpuSeconds,
            Seconds = restarted ? Sum(_runs.Select(run => run.Seconds)) : ending.Seconds,
            PeakKilobytes = Larger(_peakKilobytes, ending.PeakKilobytes),
            Parts = Math.Max(1, _runs.Count),
            AppendedRuns = _runs.DrainToImmutable(),
            PreciseEdiffg = _options.Ediffg,
        };
    }

    private static double? Larger(double? one, double? other) => one > other || other is null ? one : other;

    private static double? Sum(IEnumerable<double?> values) => values.Aggregate((double?)null, (sum, next) => next is { } value ? (sum ?? 0) + value : sum);
}
