using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Runs;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.QuantumEspresso;

/// <summary>Reads the text output of <c>pw.x</c> relaxations (versions 5 to 7) in one pass of bounded memory.</summary>
/// <remarks>
/// A step is a self-consistent cycle with its energy (the line that begins with <c>!</c>) and a complete table of forces. The self-consistent calculation that <c>vc-relax</c> adds at the end is no step.
/// A step of the optimiser is what it counts itself as a bfgs step: cycles that its line search rejected are none.
/// </remarks>
public sealed class PwOutputReader
{
    private readonly ImmutableArray<AxisFreedom> _freedom;
    private readonly bool _keepEveryStep;
    private readonly ImmutableArray<EngineOutput>.Builder _parts = ImmutableArray.CreateBuilder<EngineOutput>();

    private PwOutputReader(ImmutableArray<AxisFreedom> freedom, bool keepEveryStep) => (_freedom, _keepEveryStep) = (freedom, keepEveryStep);

    /// <summary>Reads a file: one output for every start of the program that it holds, oldest first.</summary>
    /// <param name="path">The output, plain or gzip.</param>
    /// <param name="freedom">Which Cartesian directions of each atom are free, as the input says; default when nothing is known: then the flags that the output prints beside positions count.</param>
    /// <param name="keepEveryStep">Whether the positions and forces of every step are kept, and not only the last.</param>
    public static ImmutableArray<EngineOutput> Read(string path, ImmutableArray<AxisFreedom> freedom = default, bool keepEveryStep = false)
    {
        using var stream = OutputBytes.Open(path);
        return Read(stream, freedom, keepEveryStep);
    }

    /// <summary>Reads a stream.</summary>
    public static ImmutableArray<EngineOutput> Read(Stream stream, ImmutableArray<AxisFreedom> freedom = default, bool keepEveryStep = false)
    {
        var reader = new PwOutputReader(freedom, keepEveryStep);
        new Lines(reader).Read(stream);
        return reader._parts.Count > 0 ? reader._parts.ToImmutable() : [new EngineOutput { Engine = PwEngine.EngineName }];
    }

    /// <summary>Whether a text's beginning is an output of <c>pw.x</c>.</summary>
    internal static bool IsOutput(ReadOnlySpan<byte> beginning) =>
        beginning.IndexOf("Program PWSCF"u8) >= 0
        || beginning.IndexOf("open-source Quantum ESPRESSO suite"u8) >= 0
        || (beginning.IndexOf("Ry/au"u8) >= 0 && beginning.IndexOf("!    total energy"u8) >= 0);

    private sealed class Lines(PwOutputReader owner) : LineReader
    {
        private const int MostAtoms = 10_000_000;

        // Two digits are printed of a criterion, and half a unit may be missing.
        private const double PrintedCriterion = 1.06;

        private readonly Dictionary<string, EngineSetting> _settings = new(StringComparer.Ordinal);
        private readonly List<string> _settingOrder = [];
        private readonly List<Vector3> _forces = [];
        private readonly List<Vector3> _moved = [];
        private readonly List<AxisFreedom> _flags = [];
        private readonly Vector3?[] _cell = new Vector3?[3];
        private readonly ImmutableArray<ImmutableArray<Vector3>>.Builder _every = ImmutableArray.CreateBuilder<ImmutableArray<Vector3>>();
        private readonly ImmutableArray<EngineFrame>.Builder _frames = ImmutableArray.CreateBuilder<EngineFrame>();
        private readonly StringBuilder _box = new();
        private readonly List<Element> _species = [];
        private EvaluationLog _log = new();
        private ImmutableArray<Vector3> _here;
        private ImmutableArray<Vector3> _lastPositions;
        private ImmutableArray<Vector3> _lastForces;
        private ImmutableArray<AxisFreedom> _printedFlags;
        private Part _part = new();
        private Section _section;
        private bool _any;

        private enum Section
        {
            None,
            Sites,
            Forces,
            Positions,
            Box,
        }

        public void Read(Stream stream)
        {
            ReadStream(stream);
            if (_any)
                Close();
        }

        protected override void Take(ReadOnlySpan<byte> line)
        {
            if (_section != Section.None && TakeInSection(line))
                return;
            if (line.IsEmpty)
                return;
            switch (line[0])
            {
                case (byte)'P' when line.StartsWith("Program PWSCF"u8):
                    Begin(line);
                    break;
                case (byte)'P' when line.StartsWith("PWSCF "u8):
                    TakeTimes(After(line, ":"u8));
                    break;
                case (byte)'n':
                    TakeNumbers(line);
                    break;
                case (byte)'k' when line.StartsWith("kinetic-energy cutoff"u8):
                    Keep("ecutwfc_Ry", line);
                    break;
                case (byte)'c':
                    TakeC(line);
                    break;
                case (byte)'s':
                    TakeS(line);
                    break;
                case (byte)'e' when line.StartsWith("energy convergence thresh."u8):
                    Keep("etot_conv_thr_Ry", line);
                    break;
                case (byte)'f' when line.StartsWith("force convergence thresh."u8):
                    Keep("forc_conv_thr_Ry_per_bohr", line);
                    break;
                case (byte)'E':
                    TakeE(line);
                    break;
                case (byte)'l' when line.StartsWith("lattice parameter (alat)"u8):
                    if (TryFirst(After(line, "="u8), out var alat) && alat > 0)
                        _part.Alat = alat * PwUnits.Bohr;
                    break;
                case (byte)'a' when line is [_, (byte)'(', >= (byte)'1' and <= (byte)'3', (byte)')', ..]:
                    TakeCellVector(line);
                    break;
                case (byte)'i' when line.StartsWith("iteration #"u8):
                    _log.ElectronicStep();
                    break;
                case (byte)'S' when line.StartsWith("Self-consistent Calculation"u8):
                    _log.Begin();
                    break;
                case (byte)'t' when line.StartsWith("total energy "u8):
                    if (TryFirst(After(line, "="u8), out var energy))
                        _part.LoopEnergy = energy * PwUnits.Rydberg;
                    break;
                case (byte)'!' when line.IndexOf("total energy"u8) > 0:
                    TakeEnergy(line);
                    break;
                case (byte)'F' when line.StartsWith("Forces acting on atoms"u8):
                    _section = Section.Forces;
                    _forces.Clear();
                    break;
                case (byte)'T':
                    TakeT(line);
                    break;
                case (byte)'A' when line.StartsWith("A final scf calculation at the relaxed structure"u8):
                    _part.AtTheEnd = true;
                    break;
                case (byte)'A' when line.StartsWith("ATOMIC_POSITIONS"u8):
                    BeginPositions(line);
                    break;
                case (byte)'b' when line.StartsWith("bfgs converged in"u8):
                    TakeConverged(line);
                    break;
                case (byte)'r' when line.StartsWith("resetting bfgs history"u8):
                    _part.Resets++;
                    break;
                case (byte)'h' or (byte)'H' when line.IndexOf("istory already reset"u8) > 0:
                    _part.Error = "bfgs_history";
                    break;
                case (byte)'M' when line.StartsWith("Maximum CPU time exceeded"u8):
                    (_part.Stopped, _part.Error) = (true, "walltime");
                    break;
                case (byte)'J' when line.StartsWith("JOB DONE."u8):
                    _part.JobDone = true;
                    break;
                case (byte)'=' when line.StartsWith("=----"u8):
                    _part.Finished |= _part.JobDone;
                    break;
                case (byte)'%' when line.StartsWith("%%%%%%%%"u8):
                    _section = Section.Box;
                    _box.Clear();
                    break;
                default:
                    TakeOther(line);
                    break;
            }
        }

        private bool TakeInSection(ReadOnlySpan<byte> line)
        {
            switch (_section)
            {
                case Section.Forces:
                    return TakeForce(line);
                case Section.Positions:
                    return TakePosition(line);
                case Section.Sites:
                    return TakeSite(line);
                default:
                    return TakeBox(line);
            }
        }

        // ---- what ends and begins a run

        private void Begin(ReadOnlySpan<byte> line)
        {
            if (_any)
                Close();
            (_any, _part) = (true, new());
            var fields = new ByteFields(line["Program PWSCF"u8.Length..]);
            var version = Text(fields.Word(), 40);
            _part.Version = version.StartsWith("v.", StringComparison.Ordinal) ? version[2..] : version;
        }

        private void Close()
        {
            var limit = _settings.GetValueOrDefault("forc_conv_thr_Ry_per_bohr").Number;
            owner._parts.Add(new()
            {
                Engine = PwEngine.EngineName,
                Version = _part.Version,
                Atoms = _part.Atoms,
                Species = _species.Count > 0 && _species.Count == _part.Atoms ? [.. _species] : default,
                Settings = [.. _settingOrder.Select(name => _settings[name])],
                Steps = _log.Steps,
                ElectronicSteps = _part.AtTheEnd ? [.. _log.ElectronicSteps.Take(_part.BegunBeforeTheEnd)] : _log.ElectronicSteps,
                OptimiserSteps = _part.OptimiserSteps,
                LineSearches = _part.Rejected,
                HistoryResets = _part.Resets,
                UnconvergedLoops = _log.UnconvergedLoops,
                LastLoopUnconverged = _log.LastLoopUnconverged || _part.ElectronsFailed,
                ReachedAccuracy = _part.Converged,
                CriterionFails = _part.Converged && limit > 0 && !_lastForces.IsDefault && LargestFree() > PrintedCriterion * limit.Value * PwUnits.Force,
                ReachedStepLimit = _part.StepLimit,
                Finished = _part.Finished,
                Stopped = _part.Stopped,
                Error = _part.Error ?? (_part.ElectronsFailed ? "scf_not_converged" : null),
                Seconds = _part.Seconds,
                CpuSeconds = _part.CpuSeconds,
                PeakKilobytes = _part.PeakKilobytes,
                Lattice = LatticeOf(),
                LastPositions = _lastPositions,
                Positions = _every.ToImmutable(),
                Frames = _frames.ToImmutable(),
                LastForces = _lastForces,
            });
            _log = new();
            _settings.Clear();
            _settingOrder.Clear();
            _species.Clear();
            _every.Clear();
            _frames.Clear();
            _cell.AsSpan().Clear();
            (_here, _lastPositions, _lastForces, _printedFlags, _section, _any) = (default, default, default, default, Section.None, false);
        }

        private Lattice? LatticeOf()
        {
            if (_cell is not [{ } a, { } b, { } c])
                return null;
            try
            {
                return new(a, b, c);
            }
            catch (CrystalException)
            {
                return null; // a spoilt line: the cell is not known
            }
        }

        private double LargestFree()
        {
            var freedom = owner._freedom.IsDefault ? _printedFlags : owner._freedom;
            var largest = 0.0;
            for (var atom = 0; atom < _lastForces.Length; atom++)
            {
                var axes = !freedom.IsDefault && freedom.Length == _lastForces.Length ? freedom[atom] : AxisFreedom.Free;
                var force = _lastForces[atom];
                largest = Math.Max(largest, Math.Max(axes.A ? Math.Abs(force.X) : 0, Math.Max(axes.B ? Math.Abs(force.Y) : 0, axes.C ? Math.Abs(force.Z) : 0)));
            }

            return largest;
        }

        private bool TakeBox(ReadOnlySpan<byte> line)
        {
            const int MostText = 2000;
            if (line.StartsWith("%%%%%%%%"u8))
            {
                _section = Section.None;
                return true;
            }

            if (line.IsEmpty)
                return true;
            if (_box.Length < MostText)
            {
                _box.Append(Text(line)).Append(' ');
                _part.Error = PwErrorNames.Find(_box.ToString());
            }

            return true;
        }

        // "1h 2m", "1m35.16s", "44.10s": hours, minutes and seconds.
        private void TakeTimes(ReadOnlySpan<byte> text)
        {
            var (cpu, wall) = (text.IndexOf("CPU"u8), text.IndexOf("WALL"u8));
            if (cpu < 0 || wall < cpu)
                return;
            (_part.CpuSeconds, _part.Seconds) = (Duration(text[..cpu]), Duration(text[(cpu + 3)..wall]));
        }

        private static double? Duration(ReadOnlySpan<byte> text)
        {
            var total = 0.0;
            var digits = 0;
            for (var at = 0; at < text.Length; at++)
            {
                var unit = text[at] switch
                {
                    (byte)'d' => 86400,
                    (byte)'h' => 3600,
                    (byte)'m' => 60,
                    (byte)'s' => 1,
                    _ => 0,
                };
                if (unit == 0)
                    continue;
                if (!double.TryParse(Encoding.ASCII.GetString(text[digits..at]).Replace(" ", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
                    return null;
                total += unit * value;
                digits = at + 1;
            }

            return digits > 0 ? total : null;
        }

        // ---- settings and atoms

        private void TakeNumbers(ReadOnlySpan<byte> line)
        {
            var value = After(line, "="u8);
            if (line.StartsWith("number of atoms/cell"u8) && TryCount(value, out var atoms) && atoms is > 0 and < MostAtoms)
                _part.Atoms = atoms;
            else if (line.StartsWith("number of electrons"u8))
                Keep("electrons", line);
            else if (line.StartsWith("nstep"u8))
                Keep("nstep", line);
            else if (line.StartsWith("number of bfgs steps"u8) && TryCount(value, out var steps))
                _part.OptimiserSteps = Math.Max(_part.OptimiserSteps, steps);
        }

        private void TakeC(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("charge density cutoff"u8))
                Keep("ecutrho_Ry", line);
            else if (line.StartsWith("convergence threshold"u8))
                Keep("conv_thr_Ry", line);
            else if (line.StartsWith("convergence NOT achieved"u8) && !_part.AtTheEnd)
                ElectronsFailed();
        }

        // No line with "!" is printed then; where the run goes on all the same, the loop's last energy is the step's.
        private void ElectronsFailed()
        {
            _part.ElectronsFailed = true;
            if (!_log.IsOpen)
                return;
            _log.LoopUnconverged();
            if (_log.Energy is null && _part.LoopEnergy is { } energy)
                _log.HasEnergy(energy);
        }

        private void TakeS(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("scf convergence threshold"u8))
                Keep("conv_thr_Ry", line);
            else if (line.StartsWith("site n."u8) && line.IndexOf("alat units"u8) > 0)
            {
                _section = Section.Sites;
                _species.Clear();
                _moved.Clear();
            }
        }

        private void TakeE(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("Exchange-correlation"u8))
                Keep("functional", Text(After(line, "="u8), 80));
            else if (line.StartsWith("Estimated max dynamical RAM per process"u8) && After(line, ">"u8) is var memory && TryFirst(memory, out var size))
                _part.PeakKilobytes = size * (memory.IndexOf("GB"u8) >= 0 ? 1048576 : 1024);
        }

        private void TakeOther(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("The maximum number of steps has been reached"u8))
                _part.StepLimit = true;
            else if (line.StartsWith("CELL_PARAMETERS"u8))
                _part.CellMoved = true;
            else if (line.StartsWith("CASE: energy"u8) && line.IndexOf("_new > energy"u8) > 0)
                _part.Rejected++;
            else if (line.StartsWith("Program stopped by user request"u8) || line.StartsWith("Program stopped by signal"u8))
                _part.Stopped = true;
            else if (line.StartsWith("CASE: "u8) && line.IndexOf(" > energy"u8) > 0 && line.IndexOf("new"u8) > 0)
                _part.Rejected++;
        }

        private void TakeCellVector(ReadOnlySpan<byte> line)
        {
            var fields = new ByteFields(After(line, "= ("u8));
            if (_part.Alat is { } alat && fields.TryVector(out var vector) && vector.IsFinite)
                _cell[line[2] - '1'] ??= alat * vector;
        }

        private bool TakeSite(ReadOnlySpan<byte> line)
        {
            var fields = new ByteFields(line);
            if (_part.Alat is not { } alat || !fields.TryNumber(out var atom) || atom != _moved.Count + 1 || _moved.Count >= MostAtoms)
            {
                EndSites();
                return false;
            }

            var label = fields.Word();
            var coordinates = new ByteFields(After(line, "= ("u8));
            if (!coordinates.TryVector(out var position) || !position.IsFinite)
            {
                EndSites();
                return false;
            }

            _moved.Add(alat * position);
            if (TryElement(label, out var element))
                _species.Add(element);
            return true;
        }

        private void EndSites()
        {
            _section = Section.None;
            if (_moved.Count == _part.Atoms)
                _here = [.. _moved];
        }

        // Labels may carry a number or a word behind the symbol: C1, Fe_up.
        private static bool TryElement(ReadOnlySpan<byte> label, out Element element)
        {
            var letters = 0;
            while (letters < label.Length && letters < 2 && char.IsAsciiLetter((char)label[letters]))
                letters++;
            var symbol = Encoding.ASCII.GetString(label[..letters]);
            for (; symbol.Length > 0; symbol = symbol[..^1])
                if (Element.TryParse(char.ToUpperInvariant(symbol[0]) + symbol[1..].ToLowerInvariant(), out element))
                    return true;
            element = default;
            return false;
        }

        // ---- energies, forces, positions

        private void TakeEnergy(ReadOnlySpan<byte> line)
        {
            if (!_any)
                (_any, _part) = (true, new());
            if (!TryFirst(After(line, "="u8), out var energy))
                energy = double.NaN;
            if (_part.AtTheEnd)
                return;
            _log.HasEnergy(energy * PwUnits.Rydberg);
            _part.ElectronsFailed = false;
        }

        private bool TakeForce(ReadOnlySpan<byte> line)
        {
            if (line.IsEmpty)
            {
                if (_forces.Count > 0)
                    _section = Section.None;
                return true;
            }

            if (!line.StartsWith("atom "u8))
            {
                _section = Section.None;
                return false;
            }

            var number = new ByteFields(line["atom "u8.Length..]);
            var components = new ByteFields(After(line, "force ="u8));
            if (number.TryNumber(out var atom) && atom == _forces.Count + 1 && components.TryVector(out var force) && _forces.Count < MostAtoms)
                _forces.Add(PwUnits.Force * force);
            else
                _section = Section.None;
            return true;
        }

        private void TakeT(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("The maximum number of steps has been reached"u8))
                _part.StepLimit = true;
            if (!line.StartsWith("Total force ="u8) || _part.AtTheEnd)
                return;
            var complete = _forces.Count > 0 && _forces.Count == (_part.Atoms ?? _forces.Count);
            var forces = CollectionsMarshal.AsSpan(_forces);
            var (all, free) = EvaluationLog.Largest(forces, owner._freedom.IsDefault ? _printedFlags : owner._freedom);
            if (!complete || !_log.Complete(all, free, null))
                return;
            _part.ElectronsFailed = false;
            _lastForces = [.. forces];
            _lastPositions = _here;
            if (owner._keepEveryStep && !_here.IsDefault)
                _every.Add(_here);
            if (owner._keepEveryStep)
                _frames.Add(new(_log.Completed, _part.CellMoved ? default : _here, _lastForces, _log.LastLoopUnconverged));
            _part.BegunBeforeTheEnd = _log.Completed;
        }

        private void BeginPositions(ReadOnlySpan<byte> line)
        {
            _part.Scale = line.IndexOf("angstrom"u8) > 0 ? 1
                : line.IndexOf("bohr"u8) > 0 ? PwUnits.Bohr
                : line.IndexOf("crystal"u8) > 0 ? 0
                : TryFirst(After(line, "="u8), out var alat) ? alat * PwUnits.Bohr
                : _part.Alat;
            _section = Section.Positions;
            _moved.Clear();
            _flags.Clear();
        }

        private bool TakePosition(ReadOnlySpan<byte> line)
        {
            var fields = new ByteFields(line);
            if (fields.Word().IsEmpty || !fields.TryVector(out var position) || !position.IsFinite || _moved.Count >= MostAtoms)
            {
                _section = Section.None;
                return false;
            }

            var lattice = _part.Scale == 0 ? LatticeOf() : null;
            _moved.Add(lattice?.ToCartesian(position) ?? (_part.Scale ?? double.NaN) * position);
            _flags.Add(fields.TryVector(out var flags) ? new(flags.X != 0, flags.Y != 0, flags.Z != 0) : AxisFreedom.Free);
            if (_moved.Count == _part.Atoms)
            {
                _section = Section.None;
                _printedFlags = [.. _flags];
                _here = _moved.TrueForAll(moved => moved.IsFinite) ? [.. _moved] : default;
            }

            return true;
        }

        private void TakeConverged(ReadOnlySpan<byte> line)
        {
            _part.Converged = true;
            if (TryFirst(After(line, "scf cycles and"u8), out var steps) && steps is >= 0 and < int.MaxValue)
                _part.OptimiserSteps = Math.Max(_part.OptimiserSteps, (int)steps);
        }

        private void Keep(string name, ReadOnlySpan<byte> line)
        {
            if (TryFirst(After(line, "="u8), out var value))
                Keep(EngineSetting.Of(name, value));
        }

        private void Keep(string name, string text) => Keep(EngineSetting.Of(name, text));

        private void Keep(EngineSetting setting)
        {
            if (_settings.TryAdd(setting.Name, setting))
                _settingOrder.Add(setting.Name);
        }

        private sealed class Part
        {
            public string? Version { get; set; }

            public int? Atoms { get; set; }

            public double? Alat { get; set; }

            public double? Scale { get; set; }

            public double? LoopEnergy { get; set; }

            public int OptimiserSteps { get; set; }

            public int Rejected { get; set; }

            public int Resets { get; set; }

            public int BegunBeforeTheEnd { get; set; }

            public bool AtTheEnd { get; set; }

            public bool Converged { get; set; }

            public bool ElectronsFailed { get; set; }

            public bool CellMoved { get; set; }

            public bool StepLimit { get; set; }

            public bool Stopped { get; set; }

            public bool JobDone { get; set; }

            public bool Finished { get; set; }

            public string? Error { get; set; }

            public double? Seconds { get; set; }

            public double? CpuSeconds { get; set; }

            public double? PeakKilobytes { get; set; }
        }
    }
}
