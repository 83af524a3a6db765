using System.Collections.Immutable;
using System.Text;
using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>What an OUTCAR says before the first step: program, settings, atoms.</summary>
internal sealed class OutcarHeader
{
    // More names, tags and types than any run has: a hostile file must not fill the memory.
    private const int MostNames = 100_000;
    private const int MostTags = 1000;
    private const int LongestTag = 4096;
    private const int MostAtoms = 10_000_000;

    private readonly List<string> _species = [];
    private readonly List<string> _titles = [];
    private readonly List<string> _potcars = [];
    private readonly List<int> _counts = [];
    private readonly Dictionary<string, string> _echo = [];
    private int? _ibrion;
    private int? _nsw;
    private int? _isif;
    private double? _ediff;
    private double? _ediffg;
    private double? _potim;

    /// <summary>Number of atoms.</summary>
    public int? Atoms { get; private set; }

    /// <summary>Most electronic steps.</summary>
    public int? Nelm { get; private set; }

    /// <summary>The program that the file names.</summary>
    public string? Program { get; private set; }

    /// <summary>Its version.</summary>
    public string? Version { get; private set; }

    /// <summary>Whether the program itself tells an electronic loop that ended at its limit from one that converged: VASP 5 does not.</summary>
    public bool TellsLimit => Program == VaspProgram.SurrogateName || Version is [>= '6' and <= '9', '.', ..] or [>= '1' and <= '9', >= '0' and <= '9', '.', ..];

    /// <summary>Settings, as far as printed.</summary>
    public VaspSettings Settings => new()
    {
        Ibrion = _ibrion ?? EchoedWhole("IBRION"),
        Nsw = _nsw ?? EchoedWhole("NSW"),
        Nelm = Nelm ?? EchoedWhole("NELM"),
        Isif = _isif ?? EchoedWhole("ISIF"),
        Ediff = Precise(_ediff, "EDIFF"),
        Ediffg = Precise(_ediffg, "EDIFFG"),
        Potim = Precise(_potim, "POTIM"),
    };

    /// <summary>Takes the line with which a run begins, and forgets the potentials and the INCAR of one before it.</summary>
    public void BeginRun(ReadOnlySpan<byte> line)
    {
        _species.Clear();
        _titles.Clear();
        _potcars.Clear();
        _counts.Clear();
        _echo.Clear();
        if (ProgramLine.TryRead(line, out var program, out var version))
            (Program, Version) = (program, version);
    }

    /// <summary>Takes a line with a marker of the header. False where the marker is part of something else.</summary>
    /// <param name="marker">Which.</param>
    /// <param name="line">The line.</param>
    /// <param name="at">Where in the line the marker begins.</param>
    public bool Take(OutcarMarker marker, ReadOnlySpan<byte> line, int at)
    {
        var rest = line[at..];
        switch (marker)
        {
            case OutcarMarker.AtomCount:
                Atoms = OutcarLine.Whole(rest["NIONS ="u8.Length..]) ?? Atoms;
                return true;
            case OutcarMarker.TypeCounts:
                TakeTypeCounts(rest);
                return true;
            case OutcarMarker.Species:
                Add(_species, OutcarLine.SymbolAfter(rest, (byte)'='));
                return true;
            case OutcarMarker.Title:
                Add(_titles, OutcarLine.SymbolAfter(rest, (byte)'=', skip: 1));
                return true;
            case OutcarMarker.Potcar:
                Add(_potcars, OutcarLine.SymbolAfter(rest, (byte)':', skip: 1));
                return true;
            default:
                if (!OutcarLine.IsBlank(line[..at]))
                    return false;
                TakeSetting(line.Trim((byte)' '));
                return true;
        }
    }

    /// <summary>Takes a line behind <c>INCAR:</c>: "   EDIFF = 4e-05", as the user wrote it, with all its digits.</summary>
    public TableRow TakeEcho(ReadOnlySpan<byte> line)
    {
        var equals = line.IndexOf((byte)'=');
        if (OutcarLine.IsBlank(line) || equals < 0 || line.IndexOf("POTCAR:"u8) >= 0 || line.Length > LongestTag || _echo.Count > MostTags)
            return TableRow.Foreign;
        var value = new ByteFields(line[(equals + 1)..]).Word();
        _echo.TryAdd(Encoding.ASCII.GetString(line[..equals].Trim((byte)' ')).ToUpperInvariant(), Encoding.ASCII.GetString(value));
        return TableRow.More;
    }

    /// <summary>Element of each atom; default where the file does not say.</summary>
    public ImmutableArray<Element> SpeciesOfAtoms()
    {
        foreach (var names in (ReadOnlySpan<List<string>>)[_species, _titles, _potcars])
        {
            // VASP lists the potentials twice.
            var count = _counts.Count;
            if (count == 0 || names.Count != count && names.Count != 2 * count || _counts.Sum(number => (long)number) is > MostAtoms or 0)
                continue;
            var elements = ImmutableArray.CreateBuilder<Element>();
            for (var type = 0; type < count; type++)
            {
                if (!Element.TryParse(names[type], out var element))
                    break;
                for (var atom = 0; atom < _counts[type]; atom++)
                    elements.Add(element);
            }

            if (elements.Count == _counts.Sum() && (Atoms is not { } atoms || atoms == elements.Count))
                return elements.DrainToImmutable();
        }

        return default;
    }

    private static void Add(List<string> names, string? name)
    {
        if (name is not null && names.Count < MostNames)
            names.Add(name);
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
            Nelm = whole ?? Nelm;
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

    // The block of settings has one digit (0.1E-03), the echo of the INCAR all of them: it counts where both agree to that digit.
    private double? Precise(double? printed, string tag)
    {
        if (!_echo.TryGetValue(tag, out var text) || !FortranNumber.TryParse(text, out double echoed))
            return printed;
        return printed is not { } coarse || VaspConvergence.IsRounded(echoed, coarse) ? echoed : printed;
    }

    private int? EchoedWhole(string tag) => _echo.TryGetValue(tag, out var text) && FortranNumber.TryParse(text, out int value) ? value : null;
}
