using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Vasp;

/// <summary>The ionic steps of an OUTCAR: what each prints, put together when the next begins.</summary>
/// <remarks>A step begins with its first <c>Iteration</c> line and is complete when its table of forces is.</remarks>
internal sealed class OutcarSteps
{
    private readonly VaspReadOptions _options;
    private readonly OutcarHeader _header;
    private readonly ImmutableArray<IonicStep>.Builder _steps = ImmutableArray.CreateBuilder<IonicStep>();
    private readonly ImmutableArray<StepGeometry>.Builder _geometries = ImmutableArray.CreateBuilder<StepGeometry>();
    private readonly ImmutableArray<int>.Builder _electronic = ImmutableArray.CreateBuilder<int>();
    private readonly ImmutableArray<double>.Builder _toten = ImmutableArray.CreateBuilder<double>();
    private readonly ImmutableArray<double>.Builder _sigma0 = ImmutableArray.CreateBuilder<double>();
    private readonly Dictionary<int, int> _places = [];
    private ForceTable _table;
    private ForceTable _lastTable;
    private bool _opened;

    // The group of electronic steps with one ionic number.
    private int _group = -1;
    private bool _inGroup;
    private int _groupElectronic;
    private int _groupPlace = -1;
    private bool _response;
    private bool? _groupConverged;

    // What the step in the making has printed.
    private bool _complete;
    private double _energy = double.NaN;
    private double? _energyWithoutEntropy;
    private double? _energySigma0;
    private double _electronicEnergy = double.NaN;
    private double? _magnetization;
    private double? _seconds;
    private double _maxForce;
    private double _maxForceFree;
    private Stress? _stress;

    private Lattice? _lastLattice;
    private Stress? _lastStress;

    public OutcarSteps(VaspReadOptions options, OutcarHeader header)
    {
        (_options, _header) = (options, header);
        (_table, _lastTable) = (new(options.Freedom), new(options.Freedom));
    }

    /// <summary>The cell.</summary>
    public OutcarCell Cell { get; } = new();

    /// <summary>The tables of magnetic moments.</summary>
    public OutcarMoments Moments { get; } = new();

    /// <summary>Completed steps so far; the step in the making is not among them before <see cref="EndGroup"/>.</summary>
    public int Completed => _steps.Count;

    /// <summary>Steps begun so far.</summary>
    public int Begun => _electronic.Count;

    /// <summary>Whether the last electronic loop ended at its limit.</summary>
    public bool LastUnconverged { get; private set; }

    /// <summary>How many electronic loops did.</summary>
    public int AtLimit { get; private set; }

    /// <summary>"----- Iteration      2(   1)  -----": ionic and electronic step. False where it is no such line.</summary>
    /// <param name="rest">The line from the marker on.</param>
    /// <param name="begins">Whether a new ionic step begins.</param>
    public bool TryTakeIteration(ReadOnlySpan<byte> rest, out bool begins)
    {
        begins = false;
        var numbers = rest["Iteration "u8.Length..];
        var bracket = numbers.IndexOf((byte)'(');
        if (bracket < 0 || numbers[bracket..].IndexOf((byte)')') < 0)
            return false;
        var ionic = OutcarLine.Whole(numbers[..bracket]) ?? -1;
        var electronic = OutcarLine.Whole(numbers[(bracket + 1)..]) ?? -1;
        if (ionic < 0 && !numbers.Contains((byte)'*') || electronic < 0 && !numbers[bracket..].Contains((byte)'*'))
            return false;
        if (electronic < 0)
            electronic = _groupElectronic + 1;
        if (!_inGroup || ionic != _group || electronic <= _groupElectronic)
            begins = BeginGroup(ionic);
        _groupElectronic = electronic;
        if (_groupPlace >= 0)
            _electronic[_groupPlace] = Math.Max(_electronic[_groupPlace], electronic);
        return true;
    }

    /// <summary>"free  energy   TOTEN  =" closes an ionic step; "free energy    TOTEN  =" an electronic one.</summary>
    public bool TakeFreeEnergy(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith("free  energy   TOTEN  ="u8))
        {
            // VASP puts the unit behind it: without, the number is cut.
            var fields = new ByteFields(rest["free  energy   TOTEN  ="u8.Length..]);
            if (!fields.TryNumber(out var energy) || !fields.Word().StartsWith("eV"u8))
                return true;
            _energy = energy;
            _toten.Add(_energy);
            return true;
        }

        if (rest.StartsWith("free energy    TOTEN  ="u8))
        {
            _electronicEnergy = OutcarLine.NumberAfter(rest, "="u8) ?? double.NaN;
            return true;
        }

        return false;
    }

    /// <summary>"without entropy=   -1.0  energy(sigma->0) =   -1.0".</summary>
    public bool TakeSigma0(ReadOnlySpan<byte> rest)
    {
        var mark = rest.IndexOf("energy(sigma->0) ="u8);
        if (mark < 0)
            return false;
        var value = OutcarLine.NumberAfter(rest[mark..], "="u8) ?? double.NaN;
        _energySigma0 = double.IsNaN(value) ? null : value;
        _energyWithoutEntropy = OutcarLine.NumberAfter(rest, "="u8);
        _sigma0.Add(value);
        return true;
    }

    /// <summary>The six components behind "in kB".</summary>
    public void TakeStress(ReadOnlySpan<byte> rest)
    {
        var fields = new ByteFields(rest);
        if (fields.TryVector(out var diagonal) && fields.TryVector(out var mixed))
            _stress = new(diagonal.X, diagonal.Y, diagonal.Z, mixed.X, mixed.Y, mixed.Z);
    }

    /// <summary>"number of electron  36.0 magnetization  12.0", of a noncollinear run with three numbers; nothing stands there without spin.</summary>
    public void TakeMagnetization(ReadOnlySpan<byte> rest)
    {
        var fields = new ByteFields(rest["magnetization "u8.Length..]);
        if (!fields.TryNumber(out var along) || double.IsNaN(along))
            return;
        _magnetization = fields.TryNumber(out var y) && fields.TryNumber(out var z) ? new Vector3(along, y, z).Length : along;
    }

    /// <summary>What VASP says of the end of an electronic loop.</summary>
    public void TakeLoopEnd(ReadOnlySpan<byte> rest) =>
        _groupConverged = rest.IndexOf("EDIFF is reached"u8) >= 0 ? true : rest.IndexOf("not reached"u8) >= 0 ? false : _groupConverged;

    /// <summary>The time of the step.</summary>
    public void TakeTime(ReadOnlySpan<byte> rest) => _seconds = OutcarLine.NumberAfter(rest, "real time"u8) ?? _seconds;

    /// <summary>The heading of a table of forces was read.</summary>
    public void BeginForces()
    {
        _opened = false;
        _table.Clear();
    }

    /// <summary>Takes a line behind that heading.</summary>
    public TableRow TakeForceRow(ReadOnlySpan<byte> line)
    {
        if (OutcarLine.IsRule(line))
        {
            if (!_opened)
            {
                _opened = true;
                return TableRow.More;
            }

            if (_table.Count > 0 && (_header.Atoms is not { } atoms || atoms == _table.Count))
                CompleteTable();
            return TableRow.Last;
        }

        var fields = new ByteFields(line);
        if (!_opened || !fields.TryVector(out var position) || !fields.TryVector(out var force) || OutcarLine.HoldsNextRun(fields.Rest) || !_table.TryAdd(position, force))
            return TableRow.Foreign;
        return TableRow.More;
    }

    /// <summary>Takes a line of a table of moments. A table behind the forces belongs to them as well as one before.</summary>
    public TableRow TakeMomentRow(ReadOnlySpan<byte> line)
    {
        var row = Moments.Take(line);
        if (row == TableRow.Last && _complete)
        {
            Moments.CompleteStep();
            if (_options.KeepEveryStep)
                _geometries[^1] = _geometries[^1] with { Moments = Moments.OfStep(_lastTable.Count) };
        }

        return row;
    }

    /// <summary>A run is appended to the one before.</summary>
    public void BeginRun()
    {
        EndGroup();
        _places.Clear();
        (_group, LastUnconverged) = (-1, false);
    }

    /// <summary>Puts the step in the making together, when it is complete.</summary>
    public void EndGroup()
    {
        if (_inGroup && !_response)
        {
            // VASP 5 says that EDIFF is reached even where the loop ended at its limit; VASP 6 tells the two apart.
            LastUnconverged = _groupConverged == false || _header.Nelm is > 0 and var limit && _groupElectronic >= limit && !(_groupConverged == true && _header.TellsLimit);
            if (LastUnconverged)
                AtLimit++;
        }

        EndStep();
        _inGroup = false;
    }

    /// <summary>Wall time of the steps from one on; null where none has one.</summary>
    public double? SecondsSince(int first)
    {
        double? sum = null;
        for (var step = first; step < _steps.Count; step++)
            sum = _steps[step].Seconds is { } seconds ? (sum ?? 0) + seconds : sum;
        return sum;
    }

    /// <summary>Hands over what was read.</summary>
    public VaspOutput Finish() => new()
    {
        Kind = VaspFileKind.Outcar,
        Steps = _steps.DrainToImmutable(),
        ElectronicSteps = _electronic.DrainToImmutable(),
        Toten = _toten.DrainToImmutable(),
        EnergySigma0 = _sigma0.DrainToImmutable(),
        Last = _lastTable.Count > 0 ? LastGeometry() : null,
        Geometries = _geometries.DrainToImmutable(),
        LastLoopUnconverged = LastUnconverged,
        LoopsAtLimit = AtLimit,
    };

    // Linear response loops come after the ionic step and count from 1 again: an index seen before is no new ionic step.
    private bool BeginGroup(int ionic)
    {
        EndGroup();
        (_inGroup, _group, _groupElectronic, _groupConverged) = (true, ionic, 0, null);
        if (ionic >= 0 && _places.TryGetValue(ionic, out _groupPlace))
        {
            _response = true;
            return false;
        }

        _response = false;
        (_energy, _energyWithoutEntropy, _energySigma0, _electronicEnergy) = (double.NaN, null, null, double.NaN);
        (_seconds, _stress, _magnetization) = (null, null, null);
        Moments.Clear();
        _groupPlace = _electronic.Count;
        _electronic.Add(0);
        if (ionic >= 0)
            _places.Add(ionic, _groupPlace);
        return true;
    }

    private void CompleteTable()
    {
        if (_complete)
            EndStep(); // a second table in one group: two steps
        _complete = true;
        _maxForce = _table.MaxForce;
        _maxForceFree = _table.MaxForceFree(Cell.Lattice);
        (_lastTable, _table) = (_table, _lastTable);
        (_lastLattice, _lastStress) = (Cell.Lattice, _stress);
        Moments.CompleteStep();
        if (_options.KeepEveryStep)
            _geometries.Add(LastGeometry());
    }

    private StepGeometry LastGeometry() => new(_lastLattice, _lastTable.CopyPositions(), _lastTable.CopyForces(), _lastStress) { Moments = Moments.OfStep(_lastTable.Count) };

    private void EndStep()
    {
        if (!_complete)
            return;
        _complete = false;
        _steps.Add(new(_steps.Count + 1, double.IsNaN(_energy) ? _electronicEnergy : _energy, _energySigma0, _maxForce, _maxForceFree, _inGroup ? _groupElectronic : 0, _seconds)
        {
            EnergyWithoutEntropy = _energyWithoutEntropy,
            Magnetization = _magnetization,
        });
    }
}
