using System.Collections.Immutable;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Vasp;

/// <summary>Reads OUTCAR, plain or gzip, finished, running or cut, in one pass with a fixed buffer.</summary>
/// <remarks>
/// An ionic step is complete when its table of forces is (its closing rule is there and it has a row for every atom); only whole lines count, so that a file read while it grows never takes a step back.
/// A table marked <c>(ML)</c> comes from a learned force field, not from DFT, and is no ionic step.
/// </remarks>
public sealed class OutcarReader
{
    // In the order of the markers below.
    private enum Marker
    {
        Iteration, FreeEnergy, Sigma0, Forces, Cell, Stress, Aborting, Accuracy, Loop, Timing, Stop, Vasp, Surrogate,
        Cpu, Elapsed, Memory, Closing, Error1, Error2, Fatal, Failed, BadNews, Problems, Hermitian,
        AtomCount, TypeCounts, Settings1, Settings2, Settings3, Settings4, Settings5, Settings6, Species, Title, Potcar, Echo,
    }

    private enum State
    {
        Searching, ForceTable, Cell, Echo,
    }

    private static readonly string[] BodyMarkers =
    [
        "Iteration ", "free ", "without entropy=", "TOTAL-FORCE (eV/Angst)", "direct lattice vectors", "in kB ", "aborting loop", "required accuracy", "LOOP+:",
        "General timing and accounting", "stop encountered", "vasp.", "surrogate.",
        "Total CPU time used", "Elapsed time (sec)", "Maximum memory used", "Voluntary context switches", "rror", "ERROR", "atal", "ailed", "BAD NEWS", "serious problems", "not hermitian",
    ];

    private static readonly string[] HeaderMarkers =
    [
        .. BodyMarkers, "NIONS =", "ions per type", "NELM ", "EDIFF", "NSW ", "IBRION", "ISIF ", "POTIM ", "VRHFIN", "TITEL ", "POTCAR:", "INCAR:",
    ];

    private static readonly MarkerSearch Body = new(BodyMarkers);
    private static readonly MarkerSearch Header = new(HeaderMarkers);

    private readonly VaspReadOptions _options;
    private ForceTable _table;
    private ForceTable _lastTable;
    private readonly ImmutableArray<IonicStep>.Builder _steps = ImmutableArray.CreateBuilder<IonicStep>();
    private readonly ImmutableArray<StepGeometry>.Builder _geometries = ImmutableArray.CreateBuilder<StepGeometry>();
    private readonly ImmutableArray<int>.Builder _electronic = ImmutableArray.CreateBuilder<int>();
    private readonly ImmutableArray<double>.Builder _toten = ImmutableArray.CreateBuilder<double>();
    private readonly ImmutableArray<double>.Builder _sigma0 = ImmutableArray.CreateBuilder<double>();
    private readonly List<string> _species = [];
    private readonly List<string> _titles = [];
    private readonly List<string> _potcars = [];
    private readonly List<int> _counts = [];
    private readonly Dictionary<string, string> _echo = [];

    private State _state;
    private bool _inHeader = true;
    private bool _atStart = true;
    private string? _program;
    private string? _version;
    private int? _atoms;
    private int? _ibrion;
    private int? _nsw;
    private int? _nelm;
    private int? _isif;
    private double? _ediff;
    private double? _ediffg;
    private double? _potim;
    private int _parts = 1;

    private int _group = -1;
    private bool _inGroup;
    private int _groupElectronic;
    private int _groupPlace = -1;
    private readonly Dictionary<int, int> _places = [];
    private bool _response;
    private bool? _groupConverged;
    private bool _complete;
    private double _energy = double.NaN;
    private double? _energySigma0;
    private double _electronicEnergy = double.NaN;
    private double? _seconds;
    private double _maxForce;
    private double _maxForceFree;

    private Lattice? _lattice;
    private readonly Vector3[] _cellRows = new Vector3[3];
    private int _row;
    private bool _opened;
    private Stress? _stress;
    private Lattice? _lastLattice;
    private Stress? _lastStress;

    private bool _reached;
    private bool _wentOn;
    private bool _timing;
    private bool _finished;
    private bool _stopped;
    private bool _lastUnconverged;
    private int _atLimit;
    private string? _error;
    private double? _cpu;
    private double? _elapsed;
    private double? _memory;

    private OutcarReader(VaspReadOptions options)
    {
        _options = options;
        (_table, _lastTable) = (new(options.Freedom), new(options.Freedom));
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
            ReadProgram(LineAt(block, 0));
        }

        while (at < block.Length)
        {
            if (_state != State.Searching)
            {
                var line = LineAt(block, at);
                if (TakeLine(line))
                    at += line.Length + 1;
                else
                    _state = State.Searching;
                continue;
            }

            var found = (_inHeader ? Header : Body).Next(block, at, out var marker);
            if (found < 0)
                return;
            var begin = at + block[at..found].LastIndexOf((byte)'\n') + 1;
            var whole = LineAt(block, begin);
            // Another marker may follow in the same line.
            at = TakeMarker((Marker)marker, whole, found - begin) ? begin + whole.Length + 1 : found + 1;
        }
    }

    private static ReadOnlySpan<byte> LineAt(ReadOnlySpan<byte> block, int begin)
    {
        var length = block[begin..].IndexOf((byte)'\n');
        return length < 0 ? block[begin..] : block.Slice(begin, length);
    }

    private bool TakeMarker(Marker marker, ReadOnlySpan<byte> line, int at)
    {
        var rest = line[at..];
        switch (marker)
        {
            case Marker.Iteration:
                return TakeIteration(rest);
            case Marker.FreeEnergy:
                return TakeFreeEnergy(rest);
            case Marker.Sigma0:
                return TakeSigma0(rest);
            case Marker.Forces:
                if (line[..at].IndexOf("POSITION"u8) < 0 || rest.IndexOf("(ML)"u8) >= 0)
                    return false;
                (_state, _opened) = (State.ForceTable, false);
                _table.Clear();
                return true;
            case Marker.Cell:
                (_state, _row) = (State.Cell, 0);
                return true;
            case Marker.Stress:
                return TakeStress(line[(at + 5)..]);
            case Marker.Aborting:
                _groupConverged = rest.IndexOf("EDIFF is reached"u8) >= 0 ? true : rest.IndexOf("not reached"u8) >= 0 ? false : _groupConverged;
                return true;
            case Marker.Accuracy:
                if (line[..at].IndexOf("reached "u8) < 0)
                    return false;
                (_reached, _wentOn) = (true, false);
                return true;
            case Marker.Loop:
                _seconds = NumberAfter(rest, "real time"u8) ?? _seconds;
                return true;
            case Marker.Timing:
                _timing = true;
                return true;
            case Marker.Stop:
                _stopped |= line[..at].IndexOf("soft "u8) >= 0 || line[..at].IndexOf("hard "u8) >= 0;
                return true;
            case Marker.Vasp or Marker.Surrogate:
                return TakeProgram(line, at);
            case Marker.Cpu:
                _cpu = _timing ? NumberAfter(rest, ":"u8) : _cpu;
                return true;
            case Marker.Elapsed:
                _elapsed = _timing ? NumberAfter(rest, ":"u8) : _elapsed;
                return true;
            case Marker.Memory:
                _memory = _timing ? NumberAfter(rest.TrimEnd(". \r"u8), ":"u8) : _memory;
                return true;
            case Marker.Closing:
                _finished |= _timing && NumberAfter(rest, ":"u8) is not null;
                return true;
            case >= Marker.Error1 and <= Marker.Hermitian:
                var error = VaspErrorNames.Find(line);
                _error = error ?? _error;
                return error is not null;
            default:
                return TakeHeader(marker, line, at);
        }
    }

    private bool TakeHeader(Marker marker, ReadOnlySpan<byte> line, int at)
    {
        var rest = line[at..];
        switch (marker)
        {
            case Marker.AtomCount:
                _atoms = Whole(rest["NIONS ="u8.Length..]) ?? _atoms;
                return true;
            case Marker.TypeCounts:
                TakeTypeCounts(rest);
                return true;
            case Marker.Species:
                if (NameAfter(rest, (byte)'=') is { } element)
                    _species.Add(element);
                return true;
            case Marker.Title:
                if (NameAfter(rest, (byte)'=', skip: 1) is { } title)
                    _titles.Add(title);
                return true;
            case Marker.Potcar:
                if (NameAfter(rest, (byte)':', skip: 1) is { } potcar)
                    _potcars.Add(potcar);
                return true;
            case Marker.Echo:
                if (!IsBlank(line[..at]))
                    return false;
                _state = State.Echo;
                return true;
            default:
                if (!IsBlank(line[..at]))
                    return false;
                TakeSetting(line.Trim((byte)' '));
                return true;
        }
    }

    // "   NELM   =     60;   NELMIN=  2; NELMDL= -5     # of ELM steps"
    private void TakeSetting(ReadOnlySpan<byte> line)
    {
        var equals = line.IndexOf((byte)'=');
        if (equals < 0)
            return;
        var name = line[..equals].TrimEnd((byte)' ');
        var fields = new ByteFields(line[(equals + 1)..]);
        if (!fields.TryNumber(out var value) || double.IsNaN(value))
            return;
        var whole = value is >= int.MinValue and <= int.MaxValue && value == Math.Floor(value) ? (int?)value : null;
        if (name.SequenceEqual("NELM"u8))
            _nelm = whole ?? _nelm;
        else if (name.SequenceEqual("EDIFF"u8))
            _ediff = value;
        else if (name.SequenceEqual("EDIFFG"u8))
            _ediffg = value;
        else if (name.SequenceEqual("NSW"u8))
            _nsw = whole ?? _nsw;
        else if (name.SequenceEqual("IBRION"u8))
            _ibrion = whole ?? _ibrion;
        else if (name.SequenceEqual("ISIF"u8))
            _isif = whole ?? _isif;
        else if (name.SequenceEqual("POTIM"u8))
            _potim = value;
    }

    private void TakeTypeCounts(ReadOnlySpan<byte> rest)
    {
        var equals = rest.IndexOf((byte)'=');
        if (equals < 0)
            return;
        _counts.Clear();
        var fields = new ByteFields(rest[(equals + 1)..]);
        while (fields.TryNumber(out var count) && count is > 0 and < 1e9 && count == Math.Floor(count))
            _counts.Add((int)count);
    }

    // "----- Iteration      2(   1)  -----": ionic and electronic step.
    private bool TakeIteration(ReadOnlySpan<byte> rest)
    {
        var fields = new ByteFields(rest["Iteration "u8.Length..]);
        var bracket = rest.IndexOf((byte)'(');
        if (bracket < 0 || rest[bracket..].IndexOf((byte)')') < 0)
            return false;
        var ionic = Whole(rest["Iteration "u8.Length..bracket]) ?? -1;
        var electronic = Whole(rest[(bracket + 1)..]) ?? -1;
        if (ionic < 0 && !fields.Rest.Contains((byte)'*') || electronic < 0 && !rest[bracket..].Contains((byte)'*'))
            return false;
        _inHeader = false;
        if (electronic < 0)
            electronic = _groupElectronic + 1;
        if (!_inGroup || ionic != _group || electronic <= _groupElectronic)
            BeginGroup(ionic);
        _groupElectronic = electronic;
        if (_groupPlace >= 0)
            _electronic[_groupPlace] = Math.Max(_electronic[_groupPlace], electronic);
        return true;
    }

    // Linear response loops come after the ionic step and count from 1 again: an index seen before is no new ionic step.
    private void BeginGroup(int ionic)
    {
        EndGroup();
        (_inGroup, _group, _groupElectronic, _groupConverged) = (true, ionic, 0, null);
        if (ionic >= 0 && _places.TryGetValue(ionic, out _groupPlace))
        {
            _response = true;
            return;
        }

        _response = false;
        (_energy, _energySigma0, _electronicEnergy, _seconds, _stress) = (double.NaN, null, double.NaN, null, null);
        _groupPlace = _electronic.Count;
        _electronic.Add(0);
        if (ionic >= 0)
            _places.Add(ionic, _groupPlace);
        _wentOn |= _reached;
        (_timing, _finished) = (false, false);
    }

    // "free  energy   TOTEN  =" closes an ionic step; "free energy    TOTEN  =" an electronic one.
    private bool TakeFreeEnergy(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith("free  energy   TOTEN  ="u8))
        {
            // VASP puts the unit behind it: without, the number may be cut.
            _energy = NumberAfter(rest, "="u8) ?? double.NaN;
            _toten.Add(_energy);
            return true;
        }

        if (rest.StartsWith("free energy    TOTEN  ="u8))
        {
            _electronicEnergy = NumberAfter(rest, "="u8) ?? double.NaN;
            return true;
        }

        return false;
    }

    private bool TakeSigma0(ReadOnlySpan<byte> rest)
    {
        var mark = rest.IndexOf("energy(sigma->0) ="u8);
        if (mark < 0)
            return false;
        var value = NumberAfter(rest[mark..], "="u8) ?? double.NaN;
        _energySigma0 = double.IsNaN(value) ? null : value;
        _sigma0.Add(value);
        return true;
    }

    private bool TakeStress(ReadOnlySpan<byte> rest)
    {
        var fields = new ByteFields(rest);
        if (fields.TryVector(out var diagonal) && fields.TryVector(out var mixed))
            _stress = new(diagonal.X, diagonal.Y, diagonal.Z, mixed.X, mixed.Y, mixed.Z);
        return true;
    }

    private bool TakeProgram(ReadOnlySpan<byte> line, int at)
    {
        var name = line[at..];
        var point = name.IndexOf((byte)'.');
        if (!IsBlank(line[..at]) || at > 4 || point + 1 >= name.Length || (uint)(name[point + 1] - '0') > 9)
            return false;
        // Not the first line: a run appended to another, or text before the first.
        if (_electronic.Count > 0 || _steps.Count > 0)
        {
            EndGroup();
            _places.Clear();
            _parts++;
            (_inGroup, _group, _reached, _wentOn, _timing, _finished, _stopped, _error, _lastUnconverged) = (false, -1, false, false, false, false, false, null, false);
        }

        _inHeader = true;
        _species.Clear();
        _titles.Clear();
        _potcars.Clear();
        _counts.Clear();
        _echo.Clear();
        ReadProgram(line);
        return true;
    }

    private void ReadProgram(ReadOnlySpan<byte> line)
    {
        if (ProgramLine.TryRead(line, out var program, out var version))
            (_program, _version) = (program, version);
    }

    private bool TakeLine(ReadOnlySpan<byte> line) => _state switch
    {
        State.ForceTable => TakeForceRow(line),
        State.Cell => TakeCellRow(line),
        _ => TakeEchoLine(line),
    };

    private bool TakeForceRow(ReadOnlySpan<byte> line)
    {
        if (IsRule(line))
        {
            if (!_opened)
            {
                _opened = true;
                return true;
            }

            if (_table.Count > 0 && (_atoms is not { } atoms || atoms == _table.Count))
                CompleteTable();
            _state = State.Searching;
            return true;
        }

        var fields = new ByteFields(line);
        if (!_opened || !fields.TryVector(out var position) || !fields.TryVector(out var force))
            return false;
        _table.Add(position, force);
        return true;
    }

    private bool TakeCellRow(ReadOnlySpan<byte> line)
    {
        if (!new ByteFields(line).TryVector(out var row) || !row.IsFinite)
            return false;
        _cellRows[_row++] = row;
        if (_row < 3)
            return true;
        _state = State.Searching;
        var volume = Vector3.Dot(_cellRows[0], Vector3.Cross(_cellRows[1], _cellRows[2]));
        if (double.IsFinite(volume) && Math.Abs(volume) >= Lattice.MinVolume && (_lattice is not { } old || old.A != _cellRows[0] || old.B != _cellRows[1] || old.C != _cellRows[2]))
            _lattice = new(_cellRows[0], _cellRows[1], _cellRows[2]);
        return true;
    }

    // "   EDIFF = 4e-05" between " INCAR:" and a blank line: as the user wrote it, with all its digits.
    private bool TakeEchoLine(ReadOnlySpan<byte> line)
    {
        var equals = line.IndexOf((byte)'=');
        if (IsBlank(line) || equals < 0 || line.IndexOf("POTCAR:"u8) >= 0 || line.Length > 4096 || _echo.Count > 1000)
            return false;
        var value = new ByteFields(line[(equals + 1)..]).Word();
        _echo.TryAdd(Encoding.ASCII.GetString(line[..equals].Trim((byte)' ')).ToUpperInvariant(), Encoding.ASCII.GetString(value));
        return true;
    }

    private void CompleteTable()
    {
        if (_complete)
            EndStep(); // a second table in one group: two steps
        _complete = true;
        _maxForce = _table.MaxForce;
        _maxForceFree = _table.MaxForceFree(_lattice);
        (_lastTable, _table) = (_table, _lastTable);
        (_lastLattice, _lastStress) = (_lattice, _stress);
        if (_options.KeepEveryStep)
            _geometries.Add(LastGeometry());
    }

    private StepGeometry LastGeometry() => new(_lastLattice, _lastTable.CopyPositions(), _lastTable.CopyForces(), _lastStress);

    private void EndStep()
    {
        if (!_complete)
            return;
        _complete = false;
        _steps.Add(new(_steps.Count + 1, double.IsNaN(_energy) ? _electronicEnergy : _energy, _energySigma0, _maxForce, _maxForceFree, _inGroup ? _groupElectronic : 0, _seconds));
    }

    private void EndGroup()
    {
        if (_inGroup && !_response)
        {
            // VASP 5 says that EDIFF is reached even where the loop ended at its limit; VASP 6 tells the two apart.
            var atLimit = _groupConverged == false || _nelm is > 0 and var limit && _groupElectronic >= limit && !(_groupConverged == true && TellsLimit);
            _lastUnconverged = atLimit;
            if (atLimit)
                _atLimit++;
        }

        EndStep();
        _inGroup = false;
    }

    private bool TellsLimit => _program == VaspProgram.SurrogateName || _version is [>= '6' and <= '9', '.', ..] || _version is [>= '1' and <= '9', >= '0' and <= '9', '.', ..];

    private VaspOutput Finish(bool whole)
    {
        EndGroup();
        var species = SpeciesOfAtoms();
        return new()
        {
            Kind = VaspFileKind.Outcar,
            Program = _program,
            Version = _version,
            Atoms = _atoms,
            Species = species,
            Settings = new()
            {
                Ibrion = _ibrion ?? EchoedWhole("IBRION"),
                Nsw = _nsw ?? EchoedWhole("NSW"),
                Nelm = _nelm ?? EchoedWhole("NELM"),
                Isif = _isif ?? EchoedWhole("ISIF"),
                Ediff = Precise(_ediff, "EDIFF"),
                Ediffg = Precise(_ediffg, "EDIFFG"),
                Potim = Precise(_potim, "POTIM"),
            },
            Steps = _steps.DrainToImmutable(),
            ElectronicSteps = _electronic.DrainToImmutable(),
            Toten = _toten.DrainToImmutable(),
            EnergySigma0 = _sigma0.DrainToImmutable(),
            Last = _lastTable.Count > 0 ? LastGeometry() : null,
            Geometries = _geometries.DrainToImmutable(),
            ReachedAccuracy = _reached,
            WentOnAfterAccuracy = _wentOn,
            Finished = _finished && whole,
            Stopped = _stopped,
            LastLoopUnconverged = _lastUnconverged,
            LoopsAtLimit = _atLimit,
            Error = _error,
            CpuSeconds = _cpu,
            Seconds = _elapsed,
            PeakKilobytes = _memory,
            Parts = _parts,
            PreciseEdiffg = _options.Ediffg,
        };
    }

    // The block of settings has one digit (0.1E-03), the echo of the INCAR all of them: it counts where both agree to that digit.
    private double? Precise(double? printed, string tag)
    {
        if (!_echo.TryGetValue(tag, out var text) || !FortranNumber.TryParse(text, out double echoed))
            return printed;
        return printed is not { } coarse || VaspConvergence.IsRounded(echoed, coarse) ? echoed : printed;
    }

    private int? EchoedWhole(string tag) => _echo.TryGetValue(tag, out var text) && FortranNumber.TryParse(text, out int value) ? value : null;

    private ImmutableArray<Element> SpeciesOfAtoms()
    {
        foreach (var names in (ReadOnlySpan<List<string>>)[_species, _titles, _potcars])
        {
            // VASP lists the potentials twice.
            var count = _counts.Count;
            if (count == 0 || names.Count != count && names.Count != 2 * count || _counts.Sum(number => (long)number) is > 10_000_000 or 0)
                continue;
            var elements = ImmutableArray.CreateBuilder<Element>();
            for (var type = 0; type < count; type++)
            {
                if (!Element.TryParse(names[type], out var element))
                    break;
                for (var atom = 0; atom < _counts[type]; atom++)
                    elements.Add(element);
            }

            if (elements.Count == _counts.Sum() && (_atoms is not { } atoms || atoms == elements.Count))
                return elements.DrainToImmutable();
        }

        return default;
    }

    // The letters of the word after a sign, such as Mo of "TITEL  = PAW_PBE Mo_pv 08Apr2002".
    private static string? NameAfter(ReadOnlySpan<byte> line, byte sign, int skip = 0)
    {
        var fields = new ByteFields(line[(line.IndexOf(sign) + 1)..]);
        for (var i = 0; i < skip; i++)
            fields.Word();
        var word = fields.Word();
        var length = 0;
        while (length < word.Length && length < 3 && char.IsAsciiLetter((char)word[length]))
            length++;
        return length is 1 or 2 ? Encoding.ASCII.GetString(word[..length]) : null;
    }

    private static double? NumberAfter(ReadOnlySpan<byte> line, ReadOnlySpan<byte> mark)
    {
        var at = line.IndexOf(mark);
        return at >= 0 && new ByteFields(line[(at + mark.Length)..]).TryNumber(out var value) && !double.IsNaN(value) ? value : null;
    }

    private static int? Whole(ReadOnlySpan<byte> text)
    {
        var fields = new ByteFields(text);
        return fields.TryNumber(out var value) && value is >= int.MinValue and <= int.MaxValue ? (int)value : ParsePrefix(text);
    }

    // "12)" is a number before a bracket.
    private static int? ParsePrefix(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        return System.Buffers.Text.Utf8Parser.TryParse(text, out int value, out var used) && used > 0 ? value : null;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;

    private static bool IsRule(ReadOnlySpan<byte> line)
    {
        var trimmed = line.Trim(" \r"u8);
        return trimmed.Length >= 10 && trimmed.IndexOfAnyExcept((byte)'-') < 0;
    }
}
