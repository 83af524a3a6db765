using System.Collections.Immutable;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Vasp;

/// <summary>Reads vasprun.xml, plain or gzip, in one pass with a fixed buffer. Of a cut document every closed <c>calculation</c> is kept.</summary>
/// <remarks>VASP's document is walked tag by tag and never handed to an XML processor: no entity is ever resolved, a document type is refused, and what VASP itself writes against the rules of XML does no harm.</remarks>
public sealed class VasprunReader
{
    // More rows than any run has atoms: a hostile document must not fill the memory.
    private const int MostRows = 10_000_000;

    private readonly string _name;
    private readonly VaspReadOptions _options;
    private ForceTable _table;
    private ForceTable _lastTable;
    private readonly ImmutableArray<IonicStep>.Builder _steps = ImmutableArray.CreateBuilder<IonicStep>();
    private readonly ImmutableArray<StepGeometry>.Builder _geometries = ImmutableArray.CreateBuilder<StepGeometry>();
    private readonly ImmutableArray<int>.Builder _electronic = ImmutableArray.CreateBuilder<int>();
    private readonly ImmutableArray<double>.Builder _toten = ImmutableArray.CreateBuilder<double>();
    private readonly ImmutableArray<double>.Builder _sigma0 = ImmutableArray.CreateBuilder<double>();
    private readonly ImmutableArray<Element>.Builder _species = ImmutableArray.CreateBuilder<Element>();
    private readonly ImmutableArray<AxisFreedom>.Builder _freedom = ImmutableArray.CreateBuilder<AxisFreedom>();
    private readonly List<Vector3> _rows = [];
    private List<Vector3> _positions = [];
    private List<Vector3> _lastPositions = [];

    private Value _value;
    private Rows _varray;
    private bool _inComment;
    private bool _inModeling;
    private bool _inCalculation;
    private bool _inElectronic;
    private bool _inParameters;
    private bool _inIncar;
    private bool _inAtomArray;
    private bool _elementNext;
    private bool _unknownSpecies;

    private string? _program;
    private string? _version;
    private int? _atoms;
    private readonly Dictionary<Value, double> _incar = [];
    private readonly Dictionary<Value, double> _parameters = [];

    private Lattice? _lattice;
    private Stress? _stress;
    private double _energy = double.NaN;
    private double _energyWithoutEntropy = double.NaN;
    private double _energySigma0 = double.NaN;
    private double _electronicSigma0 = double.NaN;
    private double? _seconds;
    private bool _hasEnergy;
    private bool _finished;
    private Lattice? _lastLattice;
    private Stress? _lastStress;
    private bool _lastUnconverged;
    private int _atLimit;

    private VasprunReader(string name, VaspReadOptions options)
    {
        (_name, _options) = (name, options);
        (_table, _lastTable) = (new(options.Freedom), new(options.Freedom));
    }

    // What the text after the tag just read holds.
    private enum Value
    {
        None, Program, Version, Atoms, Ibrion, Nsw, Nelm, Isif, Ediff, Ediffg, Potim, FreeEnergy, WithoutEntropy, Sigma0, Seconds, Row, Freedom, Element,
    }

    // Which table is read.
    private enum Rows
    {
        None, Cell, Positions, Forces, Stress, Freedom,
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DftException">The document declares a document type, or it is no vasprun.xml.</exception>
    public static VaspOutput Read(string path, VaspReadOptions? options = null)
    {
        using var stream = OutputBytes.Open(path);
        return Read(stream, path, options);
    }

    /// <summary>Reads a stream, from where it stands to its end.</summary>
    /// <exception cref="DftException">The document declares a document type, or it is no vasprun.xml.</exception>
    public static VaspOutput Read(Stream stream, string name, VaspReadOptions? options = null)
    {
        var reader = new VasprunReader(name, options ?? new());
        var whole = OutputBytes.ReadTags(stream, reader.Take);
        return reader.Finish(whole);
    }

    private void Take(ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty)
        {
            if (_inComment)
            {
                var close = block.IndexOf("-->"u8);
                if (close < 0)
                    return;
                _inComment = false;
                block = block[(close + 3)..];
                continue;
            }

            var open = block.IndexOf((byte)'<');
            if (open < 0)
                return;
            if (_value != Value.None)
                TakeText(block[..open]);
            block = block[open..];
            if (block.StartsWith("<!"u8))
            {
                if (!block.StartsWith("<!--"u8))
                    throw new DftException($"{_name}: the document declares a type or an entity (<!…); VASP's have none, and none is followed.");
                _inComment = true;
                block = block[4..];
                continue;
            }

            var end = block.IndexOf((byte)'>');
            if (end < 0)
                return;
            TakeTag(block[1..end]);
            block = block[(end + 1)..];
        }
    }

    private void TakeTag(ReadOnlySpan<byte> tag)
    {
        _value = Value.None;
        if (tag.IsEmpty)
            return;
        if (tag[0] == '/')
        {
            TakeEnd(tag[1..]);
            return;
        }

        var space = tag.IndexOf((byte)' ');
        var name = space < 0 ? tag : tag[..space];
        if (name.SequenceEqual("r"u8))
            return; // eigenvalues and densities of states: most of a document
        if (name.SequenceEqual("v"u8))
            _value = _varray == Rows.None ? Value.None : _varray == Rows.Freedom ? Value.Freedom : Value.Row;
        else if (name.SequenceEqual("i"u8))
            _value = ValueNamed(Attribute(tag, "name"u8));
        else if (name.SequenceEqual("varray"u8))
            BeginRows(Attribute(tag, "name"u8));
        else if (name.SequenceEqual("c"u8))
            (_value, _elementNext) = (_elementNext ? Value.Element : Value.None, false);
        else if (name.SequenceEqual("rc"u8))
            _elementNext = _inAtomArray;
        else if (name.SequenceEqual("scstep"u8))
            BeginElectronic();
        else if (name.SequenceEqual("calculation"u8))
            BeginCalculation();
        else if (name.SequenceEqual("array"u8))
            _inAtomArray = !_inCalculation && Attribute(tag, "name"u8).SequenceEqual("atoms"u8);
        else if (name.SequenceEqual("atoms"u8))
            _value = Value.Atoms;
        else if (name.SequenceEqual("parameters"u8))
            _inParameters = true;
        else if (name.SequenceEqual("incar"u8))
            _inIncar = true;
        else if (name.SequenceEqual("modeling"u8))
            _inModeling = true;
        else if (name.SequenceEqual("time"u8) && _inCalculation && !_inElectronic && Attribute(tag, "name"u8).SequenceEqual("totalsc"u8))
            _value = Value.Seconds;
    }

    private void BeginRows(ReadOnlySpan<byte> name)
    {
        _varray = RowsNamed(name);
        _rows.Clear();
        if (_varray == Rows.Forces)
            _table.Clear();
    }

    private void TakeEnd(ReadOnlySpan<byte> tag)
    {
        if (tag.SequenceEqual("varray"u8))
            EndRows();
        else if (tag.SequenceEqual("scstep"u8))
            _inElectronic = false;
        else if (tag.SequenceEqual("calculation"u8))
            EndCalculation();
        else if (tag.SequenceEqual("array"u8))
            _inAtomArray = false;
        else if (tag.SequenceEqual("parameters"u8))
            _inParameters = false;
        else if (tag.SequenceEqual("incar"u8))
            _inIncar = false;
        else if (tag.SequenceEqual("modeling"u8))
            _finished = _inModeling;
    }

    private void BeginCalculation()
    {
        (_inCalculation, _inElectronic, _hasEnergy, _stress, _seconds) = (true, false, false, null, null);
        (_energy, _energyWithoutEntropy, _energySigma0, _electronicSigma0) = (double.NaN, double.NaN, double.NaN, double.NaN);
        _table.Clear();
        _positions.Clear();
        _electronic.Add(0);
    }

    private void BeginElectronic()
    {
        if (!_inCalculation)
            return;
        _inElectronic = true;
        _electronic[^1]++;
    }

    private void EndCalculation()
    {
        if (!_inCalculation)
            return;
        _inCalculation = false;
        if (_hasEnergy)
        {
            _toten.Add(_energy);
            _sigma0.Add(_energySigma0);
        }

        // Some versions write a wrong e_0_energy behind the electronic steps; the last of these has the right one.
        var sigma0 = double.IsNaN(_electronicSigma0) || Math.Abs(_electronicSigma0 - _energySigma0) <= 1e-7 ? _energySigma0 : _electronicSigma0;
        var forces = _table.Count > 0;
        _steps.Add(new(_steps.Count + 1, _energy, double.IsNaN(sigma0) ? null : sigma0, forces ? _table.MaxForce : double.NaN, forces ? _table.MaxForceFree(_lattice) : double.NaN, _electronic[^1], _seconds)
        {
            EnergyWithoutEntropy = double.IsNaN(_energyWithoutEntropy) ? null : _energyWithoutEntropy,
        });
        _lastUnconverged = Setting(Value.Nelm) is > 0 and var limit && _electronic[^1] >= limit;
        if (_lastUnconverged)
            _atLimit++;
        (_lastTable, _table) = (_table, _lastTable);
        (_lastPositions, _positions) = (_positions, _lastPositions);
        (_lastLattice, _lastStress) = (_lattice, _stress);
        if (_options.KeepEveryStep)
            _geometries.Add(LastGeometry());
    }

    private StepGeometry LastGeometry() => new(_lastLattice, [.. _lastPositions], _lastTable.CopyForces(), _lastStress);

    private void EndRows()
    {
        switch (_varray)
        {
            case Rows.Cell when _rows.Count == 3:
                var volume = Vector3.Dot(_rows[0], Vector3.Cross(_rows[1], _rows[2]));
                if (double.IsFinite(volume) && Math.Abs(volume) >= Lattice.MinVolume)
                    _lattice = new(_rows[0], _rows[1], _rows[2]);
                break;
            case Rows.Positions:
                _positions.Clear();
                foreach (var row in _rows)
                    _positions.Add(_lattice is { } lattice ? lattice.ToCartesian(row) : row);
                break;
            case Rows.Forces:
                for (var atom = 0; atom < _rows.Count; atom++)
                    _table.TryAdd(default, _rows[atom]);
                break;
            case Rows.Stress when _rows.Count == 3:
                _stress = new(_rows[0].X, _rows[1].Y, _rows[2].Z, _rows[0].Y, _rows[1].Z, _rows[2].X);
                break;
            case Rows.Freedom when !_inCalculation:
                _table.TakeFreedom(_freedom.ToImmutable());
                _lastTable.TakeFreedom(_freedom.ToImmutable());
                break;
        }

        _varray = Rows.None;
    }

    private void TakeText(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \r\n\t"u8);
        var value = _value;
        _value = Value.None;
        switch (value)
        {
            case Value.Program:
                _program = Short(text);
                break;
            case Value.Version:
                _version = Short(text);
                break;
            case Value.Element:
                TakeElement(text);
                break;
            case Value.Freedom:
                var flags = new ByteFields(text);
                CheckCount(_freedom.Count);
                _freedom.Add(new(IsTrue(flags.Word()), IsTrue(flags.Word()), IsTrue(flags.Word())));
                break;
            case Value.Row:
                var fields = new ByteFields(text);
                CheckCount(_rows.Count);
                _rows.Add(fields.TryVector(out var row) ? row : new(double.NaN, double.NaN, double.NaN));
                break;
            case Value.Seconds:
                var times = new ByteFields(text);
                _seconds = times.TryNumber(out var cpu) && !double.IsNaN(cpu) ? times.TryNumber(out var real) && !double.IsNaN(real) ? real : cpu : null;
                break;
            default:
                TakeNumber(value, new ByteFields(text).TryNumber(out var number) ? number : double.NaN);
                break;
        }
    }

    private void TakeNumber(Value value, double number)
    {
        switch (value)
        {
            case Value.FreeEnergy when !_inElectronic:
                (_energy, _hasEnergy) = (number, true);
                break;
            case Value.WithoutEntropy when !_inElectronic:
                _energyWithoutEntropy = number;
                break;
            case Value.Sigma0:
                if (_inElectronic)
                    _electronicSigma0 = number;
                else
                    _energySigma0 = number;
                break;
            case Value.Atoms:
                _atoms = number is >= 0 and < 1e9 ? (int)number : null;
                break;
            case >= Value.Ibrion and <= Value.Potim when !double.IsNaN(number):
                if (_inParameters)
                    _parameters.TryAdd(value, number); // NELM and others are repeated for the response functions
                else if (_inIncar)
                    _incar.TryAdd(value, number);
                break;
        }
    }

    private void CheckCount(int count)
    {
        if (count >= MostRows)
            throw new DftException($"{_name}: a table has more than {MostRows} rows; that is no table of atoms.");
    }

    private void TakeElement(ReadOnlySpan<byte> text)
    {
        CheckCount(_species.Count);
        if (text.Length is 1 or 2 && Element.TryParse(Encoding.ASCII.GetString(text), out var element))
            _species.Add(element);
        else
            _unknownSpecies = true;
    }

    private Value ValueNamed(ReadOnlySpan<byte> name)
    {
        if (_inCalculation)
            return name.SequenceEqual("e_fr_energy"u8) ? Value.FreeEnergy : name.SequenceEqual("e_0_energy"u8) ? Value.Sigma0 : name.SequenceEqual("e_wo_entrp"u8) ? Value.WithoutEntropy : Value.None;
        if (_inParameters || _inIncar)
            return name.SequenceEqual("IBRION"u8) ? Value.Ibrion
                : name.SequenceEqual("NSW"u8) ? Value.Nsw
                : name.SequenceEqual("NELM"u8) ? Value.Nelm
                : name.SequenceEqual("ISIF"u8) ? Value.Isif
                : name.SequenceEqual("EDIFF"u8) ? Value.Ediff
                : name.SequenceEqual("EDIFFG"u8) ? Value.Ediffg
                : name.SequenceEqual("POTIM"u8) ? Value.Potim
                : Value.None;
        return name.SequenceEqual("program"u8) ? Value.Program : name.SequenceEqual("version"u8) ? Value.Version : Value.None;
    }

    private Rows RowsNamed(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("basis"u8) ? Rows.Cell
        : name.SequenceEqual("selective"u8) && !_inCalculation && _freedom.Count == 0 ? Rows.Freedom
        : !_inCalculation ? Rows.None
        : name.SequenceEqual("positions"u8) ? Rows.Positions
        : name.SequenceEqual("forces"u8) ? Rows.Forces
        : name.SequenceEqual("stress"u8) ? Rows.Stress
        : Rows.None;

    private static ReadOnlySpan<byte> Attribute(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name)
    {
        while (true)
        {
            var at = tag.IndexOf(name);
            if (at < 0)
                return default;
            var rest = tag[(at + name.Length)..];
            if (rest.StartsWith("=\""u8))
            {
                rest = rest[2..];
                var end = rest.IndexOf((byte)'"');
                return end < 0 ? default : rest[..end];
            }

            tag = rest;
        }
    }

    private double? Setting(Value value) => _parameters.TryGetValue(value, out var number) || _incar.TryGetValue(value, out number) ? number : null;

    private int? Whole(Value value) => Setting(value) is { } number && number == Math.Floor(number) && Math.Abs(number) < int.MaxValue ? (int)number : null;

    private VaspOutput Finish(bool whole)
    {
        if (!_inModeling)
            throw new DftException($"{_name}: there is no <modeling> element; this is no vasprun.xml.");
        var steps = _steps.DrainToImmutable();
        return new()
        {
            Kind = VaspFileKind.Vasprun,
            Program = _program,
            Version = _version,
            Atoms = _atoms,
            Species = _unknownSpecies || _species.Count == 0 ? default : _species.ToImmutable(),
            Settings = new()
            {
                Ibrion = Whole(Value.Ibrion),
                Nsw = Whole(Value.Nsw),
                Nelm = Whole(Value.Nelm),
                Isif = Whole(Value.Isif),
                Ediff = Setting(Value.Ediff),
                Ediffg = Setting(Value.Ediffg),
                Potim = Setting(Value.Potim),
            },
            Steps = steps,
            ElectronicSteps = _electronic.DrainToImmutable(),
            Toten = _toten.DrainToImmutable(),
            EnergySigma0 = _sigma0.DrainToImmutable(),
            Last = steps.IsEmpty ? null : LastGeometry(),
            Geometries = _geometries.DrainToImmutable(),
            Finished = _finished && whole,
            LastLoopUnconverged = _lastUnconverged,
            LoopsAtLimit = _atLimit,
            PreciseEdiffg = _options.Ediffg,
        };
    }

    private static bool IsTrue(ReadOnlySpan<byte> word) => word is [(byte)'T' or (byte)'t', ..] or [(byte)'.', (byte)'T' or (byte)'t', ..];

    private static string? Short(ReadOnlySpan<byte> text) => text.Length is > 0 and <= 200 ? Encoding.Latin1.GetString(text) : null;
}
