using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Runs;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Cp2k;

/// <summary>Reads the output of CP2K geometry optimisations (version 5 to 2024 layouts) in one pass of bounded memory.</summary>
/// <remarks>
/// Where the output prints tables of forces (<c>FORCE_EVAL/PRINT/FORCES</c>), a step is a complete table that follows its energy; energies without a table belong to line searches.
/// Where it prints none, a step is an energy evaluation that something else follows, and its forces are not known. The energy computed once more at the minimum is no step.
/// A stress (<c>FORCE_EVAL/PRINT/STRESS_TENSOR</c>, in the layout of version 8 and later, in GPa) belongs to the table of forces before it.
/// </remarks>
public sealed class Cp2kOutputReader
{
    private readonly ImmutableArray<AxisFreedom> _freedom;
    private readonly ImmutableArray<EngineOutput>.Builder _parts = ImmutableArray.CreateBuilder<EngineOutput>();

    private readonly bool _keepEveryStep;

    private Cp2kOutputReader(ImmutableArray<AxisFreedom> freedom, bool keepEveryStep) => (_freedom, _keepEveryStep) = (freedom, keepEveryStep);

    /// <summary>Reads a file: one output for every start of the program that it holds, oldest first.</summary>
    /// <param name="path">The output, plain or gzip.</param>
    /// <param name="freedom">Which atoms may move where, as the input says; default when nothing is known: then all are free.</param>
    /// <param name="keepEveryStep">Whether the forces of every step are kept, and not only the last, and the positions that the output begins with; those of the others are in the trajectory alone.</param>
    public static ImmutableArray<EngineOutput> Read(string path, ImmutableArray<AxisFreedom> freedom = default, bool keepEveryStep = false)
    {
        using var stream = OutputBytes.Open(path);
        return Read(stream, freedom, keepEveryStep);
    }

    /// <summary>Reads a stream.</summary>
    public static ImmutableArray<EngineOutput> Read(Stream stream, ImmutableArray<AxisFreedom> freedom = default, bool keepEveryStep = false)
    {
        var reader = new Cp2kOutputReader(freedom, keepEveryStep);
        new Lines(reader).Read(stream);
        return reader._parts.Count > 0 ? reader._parts.ToImmutable() : [new EngineOutput { Engine = Cp2kEngine.EngineName }];
    }

    /// <summary>Whether a text's beginning is an output of CP2K.</summary>
    internal static bool IsOutput(ReadOnlySpan<byte> beginning) =>
        beginning.IndexOf("CP2K| version string"u8) >= 0
        || beginning.IndexOf(" DBCSR| "u8) >= 0
        || (beginning.IndexOf("PROGRAM STARTED AT"u8) >= 0 && beginning.IndexOf("**** **** ******"u8) >= 0);

    private sealed class Lines(Cp2kOutputReader owner) : LineReader
    {
        private const int MostAtoms = 10_000_000;
        private const int BoxLines = 12;

        private readonly Dictionary<string, EngineSetting> _settings = new(StringComparer.Ordinal);
        private readonly List<string> _settingOrder = [];
        private readonly List<Vector3> _table = [];
        private readonly List<Vector3> _start = [];
        private readonly ImmutableArray<EngineFrame>.Builder _frames = ImmutableArray.CreateBuilder<EngineFrame>();
        private readonly Vector3?[] _cell = new Vector3?[3];
        private readonly Cp2kStressTable _stress = new();
        private readonly StringBuilder _box = new();
        private EvaluationLog _log = new();
        private List<Element> _species = [];
        private ImmutableArray<Vector3> _lastForces;
        private Part _part = new();
        private bool _any;
        private Section _section;
        private int _boxLeft;
        private bool _tables;
        private bool _withoutTables;
        private int _innerSteps;

        private enum Section
        {
            None,
            ElectronicSteps,
            ForcesOld,
            ForcesNew,
            Coordinates,
        }

        public void Read(Stream stream)
        {
            ReadStream(stream);
            if (_any)
                Close();
        }

        protected override void Take(ReadOnlySpan<byte> line)
        {
            if (_boxLeft > 0)
                TakeBox(line);
            if (line.IsEmpty)
                return;
            switch (_section)
            {
                case Section.ForcesOld:
                    if (TakeForceOld(line))
                        return;
                    break;
                case Section.ForcesNew:
                    if (TakeForceNew(line))
                        return;
                    break;
                case Section.Coordinates:
                    if (TakeCoordinate(line))
                        return;
                    break;
                case Section.ElectronicSteps:
                    if (line[0] is >= (byte)'0' and <= (byte)'9')
                    {
                        TakeElectronicStep(line);
                        return;
                    }

                    break;
            }

            switch (line[0])
            {
                case (byte)'*':
                    TakeStars(line);
                    break;
                case (byte)'C':
                    TakeC(line);
                    break;
                case (byte)'E' when line.StartsWith("ENERGY| Total FORCE_EVAL"u8):
                    TakeEnergy(line);
                    break;
                case (byte)'S':
                    TakeS(line);
                    break;
                case (byte)'A' when line.StartsWith("ATOMIC FORCES in [a.u.]"u8):
                    BeginForces(Section.ForcesOld);
                    break;
                case (byte)'F' when line.StartsWith("FORCES| Atomic forces [hartree/bohr]"u8):
                    BeginForces(Section.ForcesNew);
                    break;
                case (byte)'M':
                    TakeM(line);
                    break;
                case (byte)'O' when line.StartsWith("OPTIMIZATION STEP:"u8):
                    CloseWithoutTable();
                    break;
                case (byte)'O' when line.StartsWith("OPT| "u8):
                    TakeOptimiserLine(line["OPT| "u8.Length..]);
                    break;
                case (byte)'-' when line.IndexOf("Informations at step"u8) >= 0:
                    TakeStepNumber(After(line, "="u8));
                    break;
                case (byte)'R' when line.StartsWith("Reevaluating energy at the minimum"u8):
                    CloseWithoutTable();
                    _part.AtTheMinimum = true;
                    break;
                case (byte)'G':
                    TakeGlobal(line);
                    break;
                case (byte)'D' when line.StartsWith("DFT| "u8):
                    TakeDft(line);
                    break;
                case (byte)'Q' when line.StartsWith("QS| Density cutoff [a.u.]"u8):
                    Keep("cutoff_Ry", line, scale: 2);
                    break;
                case (byte)'Q' when line.StartsWith("QS| Relative density cutoff [a.u.]"u8):
                    Keep("rel_cutoff_Ry", line, scale: 2);
                    break;
                case (byte)'x' when line.StartsWith("xTB| "u8):
                    Keep("method", "GFN1-xTB");
                    break;
                case (byte)'m' when line.StartsWith("max_scf:"u8):
                    Keep("MAX_SCF", line);
                    break;
                case (byte)'e' when line.StartsWith("eps_scf:"u8):
                    Keep("EPS_SCF", line);
                    break;
                case (byte)'L' when line.StartsWith("Leaving inner SCF loop after reaching"u8):
                    EndInnerLoop(After(line, "reaching"u8));
                    break;
                case (byte)'o' when line.StartsWith("outer SCF loop FAILED"u8):
                    _log.LoopUnconverged();
                    break;
                case (byte)'-' when line.StartsWith("- Atoms:"u8):
                    if (TryLast(line, out var atoms) && atoms is > 0 and < MostAtoms)
                        _part.Atoms = (int)atoms;
                    break;
                case (byte)'U' when line.StartsWith("Used time"u8):
                    TakeUsedTime(line);
                    break;
                case (byte)'P' when line.StartsWith("PRINT"u8):
                    break;
                default:
                    TakeOther(line);
                    break;
            }
        }

        // ---- what ends and begins a run

        private void TakeStars(ReadOnlySpan<byte> line)
        {
            if (line.IndexOf("PROGRAM STARTED AT"u8) is >= 0)
            {
                if (_any)
                    Close();
                Open();
                _part.Started = Time(After(line, "PROGRAM STARTED AT"u8));
            }
            else if (line.IndexOf("PROGRAM ENDED AT"u8) >= 0)
                (_part.Ending, _part.Ended) = (true, Time(After(line, "PROGRAM ENDED AT"u8)));
            else if (line.IndexOf("PROGRAM STOPPED IN"u8) >= 0)
                _part.Finished = _part.Ending;
            else if (line.IndexOf("STARTING GEOMETRY OPTIMIZATION"u8) >= 0 || line.IndexOf("STARTING   CELL   OPTIMIZATION"u8) >= 0)
                _part.OptimiserLine = true;
            else if (line.IndexOf("GEOMETRY OPTIMIZATION COMPLETED"u8) >= 0 || line.IndexOf("CELL OPTIMIZATION COMPLETED"u8) >= 0)
            {
                CloseWithoutTable();
                _part.Completed = true;
            }
            else if (line.IndexOf("MAXIMUM NUMBER OF OPTIMIZATION STEPS REACHED"u8) >= 0)
            {
                CloseWithoutTable();
                _part.StepLimit = true;
            }
            else if (line.IndexOf("SCF run terminated"u8) >= 0)
            {
                _section = Section.None;
                _log.LoopInterrupted();
                WasStopped(line);
            }
            else if (line.IndexOf("run terminated - "u8) >= 0)
                WasStopped(line);
            else if (line.IndexOf("SCF run converged in"u8) >= 0)
                EndInnerLoop(After(line, "converged in"u8));
            else if (line.IndexOf("SCF run NOT converged"u8) >= 0)
                _log.LoopUnconverged();
            else if (line.IndexOf("LINE SEARCH INFO"u8) >= 0)
                _part.LineSearches++;
            else if (line.IndexOf("[ABORT]"u8) >= 0)
            {
                if (_part.Error is null)
                {
                    _box.Clear();
                    _boxLeft = BoxLines;
                }
            }
            else if (_part.OptimiserLine && line.StartsWith("***"u8) && Text(line, 90).Trim('*', ' ') is { Length: > 0 and < 24 } optimiser)
            {
                Keep("OPTIMIZER", optimiser.Replace("L-BFGS", "LBFGS", StringComparison.Ordinal).Replace("CONJUGATE GRADIENTS", "CG", StringComparison.Ordinal));
                _part.OptimiserLine = false;
            }
        }

        private void WasStopped(ReadOnlySpan<byte> line)
        {
            _part.Stopped = true;
            if (line.IndexOf("exceeded requested execution time"u8) >= 0)
                _part.Error = "walltime";
        }

        private void TakeBox(ReadOnlySpan<byte> line)
        {
            _boxLeft = line.IndexOf("/ \\"u8) >= 0 ? 0 : _boxLeft - 1;
            _box.Append(Cp2kErrorNames.BoxText(line)).Append(' ');
            _part.Error = Cp2kErrorNames.Find(_box.ToString());
        }

        private void Open() => (_any, _part) = (true, new());

        private void Close()
        {
            owner._parts.Add(new()
            {
                Engine = Cp2kEngine.EngineName,
                Version = _part.Version,
                Atoms = _part.Atoms ?? (_species.Count > 0 ? _species.Count : null),
                Species = _species.Count > 0 && _species.Count == (_part.Atoms ?? _species.Count) ? [.. _species] : default,
                Settings = [.. _settingOrder.Select(name => _settings[name])],
                Steps = _log.Steps,
                ElectronicSteps = _part.AtTheMinimum ? [.. _log.ElectronicSteps.Take(_log.Completed)] : _log.ElectronicSteps,
                OptimiserSteps = _part.OptimiserSteps,
                LineSearches = _part.LineSearches,
                HistoryResets = _part.Resets,
                EnergyOnlyEvaluations = _log.EnergyOnly,
                UnconvergedLoops = _log.UnconvergedLoops,
                LastLoopUnconverged = _log.LastLoopUnconverged,
                ReachedAccuracy = _part.Completed,
                CriterionFails = _part.Completed && _part.GradientLimit is { } limit && _part.MaxGradient is { } gradient && gradient > limit,
                ReachedStepLimit = _part.StepLimit,
                Finished = _part.Finished,
                Stopped = _part.Stopped,
                Error = _part.Error ?? (_log.LastLoopUnconverged ? "scf_not_converged" : null),
                Seconds = _part is { Started: { } from, Ended: { } to } && to >= from ? (to - from).TotalSeconds : null,
                PeakKilobytes = _part.PeakMegabytes * 1024,
                Lattice = LatticeOf(),
                LastForces = _lastForces,
                Frames = _frames.ToImmutable(),
            });
            _stress.End();
            _log = new();
            _species = [];
            _start.Clear();
            _frames.Clear();
            _settings.Clear();
            _settingOrder.Clear();
            _cell.AsSpan().Clear();
            (_lastForces, _section, _boxLeft, _tables, _withoutTables, _any) = (default, Section.None, 0, false, false, false);
        }

        // The cell has three decimals: good enough to know it, not to go on from.
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

        // ---- electronic steps and energies

        private void TakeS(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("SCF WAVEFUNCTION OPTIMIZATION"u8))
            {
                CloseWithoutTable();
                _log.Begin();
                _stress.End();
                _section = Section.None;
            }
            else if (line.StartsWith("STRESS| "u8))
            {
                if (_stress.TryTake(line["STRESS| "u8.Length..], out var stress))
                    _frames[^1] = _frames[^1] with { Stress = stress };
            }
            else if (line.StartsWith("Step "u8) && line.IndexOf("Convergence"u8) > 0)
                (_section, _innerSteps) = (Section.ElectronicSteps, 0);
        }

        private void TakeElectronicStep(ReadOnlySpan<byte> line)
        {
            var fields = new ByteFields(line);
            if (!fields.TryNumber(out _) || fields.Word() is not [>= (byte)'A' and <= (byte)'z', ..])
                return;
            _log.ElectronicStep();
            _innerSteps++;
        }

        // A table that is not printed still says how many steps it would have had.
        private void EndInnerLoop(ReadOnlySpan<byte> count)
        {
            if (_innerSteps == 0 && TryCount(count, out var steps))
                _log.CountElectronic(steps);
            (_section, _innerSteps) = (Section.None, 0);
        }

        private void TakeEnergy(ReadOnlySpan<byte> line)
        {
            _stress.End();
            _section = Section.None;
            if (!_any)
                Open();
            if (!TryLast(line, out var energy))
                energy = double.NaN;
            if (_part.AtTheMinimum)
                _log.Discard();
            else
            {
                CloseWithoutTable();
                _log.HasEnergy(energy * Cp2kUnits.Hartree);
            }
        }

        // An evaluation without a table of forces is complete once something else follows, unless this file prints tables.
        private void CloseWithoutTable()
        {
            if (_log is not { IsOpen: true, Energy: not null })
                return;
            if (_tables)
                _log.DropForces();
            else
            {
                _withoutTables = true;
                _log.Complete(double.NaN, double.NaN, null);
                _part.SinceOptimiserStep++;
            }
        }

        // ---- forces

        private void BeginForces(Section section)
        {
            if (!_withoutTables)
                _tables = true;
            _section = section;
            _table.Clear();
        }

        private bool TakeForceOld(ReadOnlySpan<byte> line)
        {
            if (line[0] == '#')
                return true;
            if (line.StartsWith("SUM OF ATOMIC FORCES"u8))
            {
                EndForces();
                return true;
            }

            var fields = new ByteFields(line);
            if (fields.TryNumber(out var atom) && fields.TryNumber(out _) && !fields.Word().IsEmpty && fields.TryVector(out var force) && atom == _table.Count + 1 && _table.Count < MostAtoms)
            {
                _table.Add(Cp2kUnits.Force * force);
                return true;
            }

            _section = Section.None;
            return false;
        }

        private bool TakeForceNew(ReadOnlySpan<byte> line)
        {
            if (!line.StartsWith("FORCES| "u8))
            {
                _section = Section.None;
                return false;
            }

            var fields = new ByteFields(line["FORCES| "u8.Length..]);
            if (fields.TryNumber(out var atom) && fields.TryVector(out var force))
            {
                if (atom == _table.Count + 1 && _table.Count < MostAtoms)
                    _table.Add(Cp2kUnits.Force * force);
            }
            else if (line.StartsWith("FORCES| Sum"u8))
                EndForces();
            return true;
        }

        private void EndForces()
        {
            _section = Section.None;
            if (_table.Count == 0 || (_part.Atoms ?? _table.Count) != _table.Count || _part.AtTheMinimum || !_tables)
                return;
            var forces = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_table);
            var (all, free) = EvaluationLog.Largest(forces, owner._freedom);
            if (!_log.Complete(all, free, null))
                return;
            _part.SinceOptimiserStep++;
            _lastForces = [.. forces];
            if (owner._keepEveryStep)
            {
                _frames.Add(new(_log.Completed, _log.Completed == 1 && _start.Count == forces.Length ? [.. _start] : default, _lastForces, _log.LastLoopUnconverged));
                _stress.Expect();
            }
        }

        // ---- the optimiser

        private void TakeStepNumber(ReadOnlySpan<byte> number)
        {
            CloseWithoutTable();
            (_part.MaxGradient, _part.GradientLimit) = (null, null);
            if (TryCount(number, out var step) && step > 0)
                _part.OptimiserSteps++;
            _part.InStep = true;
        }

        private void TakeOptimiserLine(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("Step number"u8) && TryLast(line, out var step))
            {
                CloseWithoutTable();
                (_part.MaxGradient, _part.GradientLimit, _part.InStep) = (null, null, true);
                if (step > 0)
                    _part.OptimiserSteps++;
            }
            else if (line.StartsWith("Optimization method"u8))
                TakeMethod(line);
            else if (line.StartsWith("Maximum gradient is converged"u8))
                return;
            else if (line.StartsWith("Maximum gradient"u8) && TryLast(line, out var gradient))
                _part.MaxGradient = gradient;
            else if (line.StartsWith("Convergence limit for maximum gradient"u8) && TryLast(line, out var limit))
                KeepGradientLimit(limit);
            else if (line.StartsWith("Used time"u8))
                TakeUsedTime(line);
            else if (line.StartsWith("Estimated peak process memory"u8) && TryLast(line, out var memory))
                _part.PeakMegabytes = Math.Max(_part.PeakMegabytes ?? 0, memory);
        }

        // Conjugate gradient begins with a step of steepest descent; where it takes another, it has forgotten its direction.
        private void TakeMethod(ReadOnlySpan<byte> line)
        {
            if (line.EndsWith(" SD"u8) && _part.OptimiserSteps > 1)
                _part.Resets++;
        }

        private void TakeUsedTime(ReadOnlySpan<byte> line)
        {
            if (_part.InStep && _part.SinceOptimiserStep == 1 && TryLast(line, out var seconds) && seconds >= 0)
                _log.TookSeconds(seconds);
            (_part.InStep, _part.SinceOptimiserStep) = (false, 0);
        }

        private void TakeM(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("Max. gradient"u8) && TryLast(line, out var gradient))
                _part.MaxGradient = gradient;
            else if (line.StartsWith("MEMORY| Estimated peak process memory"u8) && TryLast(line, out var memory))
                _part.PeakMegabytes = Math.Max(_part.PeakMegabytes ?? 0, memory);
            else if (line.StartsWith("MODULE QUICKSTEP: ATOMIC COORDINATES IN ANGSTROM"u8) || line.StartsWith("MODULE QUICKSTEP: ATOMIC COORDINATES IN angstrom"u8))
            {
                _section = Section.Coordinates;
                _species.Clear();
                _start.Clear();
            }
        }

        private void TakeC(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("CP2K| version string:"u8))
            {
                // A file that begins in the middle has no line of stars before.
                if (!_any)
                    Open();
                var text = Text(After(line, ":"u8));
                _part.Version = text.StartsWith("CP2K version ", StringComparison.Ordinal) ? text["CP2K version ".Length..] : text;
            }
            else if (line.StartsWith("CELL| Vector "u8))
                TakeCellVector(line);
            else if (line.StartsWith("CELL| Periodicity"u8) || line.StartsWith("CELL| Periodic "u8))
                Keep("PERIODIC", LastWord(line));
            else if (line.StartsWith("Conv. limit for gradients"u8) && TryLast(line, out var limit))
                KeepGradientLimit(limit);
        }

        private void KeepGradientLimit(double limit)
        {
            _part.GradientLimit = limit;
            Keep(EngineSetting.Of("MAX_FORCE", limit));
        }

        private void TakeCellVector(ReadOnlySpan<byte> line)
        {
            var axis = line["CELL| Vector "u8.Length..] is [var letter and >= (byte)'a' and <= (byte)'c', ..] ? letter - 'a' : -1;
            var fields = new ByteFields(After(line, "]:"u8));
            if (axis >= 0 && fields.TryVector(out var vector) && vector.IsFinite)
                _cell[axis] = vector;
        }

        private bool TakeCoordinate(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("Atom "u8) || line[0] == '*')
                return line[0] != '*';
            var fields = new ByteFields(line);
            if (!fields.TryNumber(out var atom) || !fields.TryNumber(out _))
            {
                _section = Section.None;
                return false;
            }

            fields.Word();
            if (atom == _species.Count + 1 && _species.Count < MostAtoms && fields.TryNumber(out var number) && number is >= 1 and <= 118)
            {
                _species.Add(new Element((int)number));
                if (owner._keepEveryStep && fields.TryVector(out var position))
                    _start.Add(position);
            }

            return true;
        }

        // ---- settings

        private void TakeGlobal(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("GLOBAL| Run type"u8))
                Keep("RUN_TYPE", LastWord(line));
            else if (line.StartsWith("GLOBAL| Project name"u8))
                Keep("PROJECT", LastWord(line));
        }

        private void TakeDft(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("DFT| Multiplicity"u8))
                Keep("MULTIPLICITY", line);
            else if (line.StartsWith("DFT| Charge"u8))
                Keep("CHARGE", line);
            else if (line.StartsWith("DFT| Spin "u8) && LastWord(line) is "UKS" or "RKS" or "ROKS")
                Keep("spin", LastWord(line));
        }

        private void TakeOther(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("FUNCTIONAL| "u8) && line.IndexOf((byte)':') is > 0 and var colon && line.Length == colon + 1)
                Keep("functional", Text(line["FUNCTIONAL| "u8.Length..colon]));
            else if (line.StartsWith("Optimization Method"u8))
                TakeMethod(line);
            else if (line.StartsWith("Estimated peak process memory after this step"u8) && TryLast(line, out var memory))
                _part.PeakMegabytes = Math.Max(_part.PeakMegabytes ?? 0, memory);
        }

        private void Keep(string name, ReadOnlySpan<byte> line, double scale = 1)
        {
            if (TryLast(line, out var value))
                Keep(EngineSetting.Of(name, scale * value));
        }

        private void Keep(string name, string text) => Keep(EngineSetting.Of(name, text));

        // The first word counts: what comes later may be of another section.
        private void Keep(EngineSetting setting)
        {
            if (_settings.TryAdd(setting.Name, setting))
                _settingOrder.Add(setting.Name);
        }

        private static string LastWord(ReadOnlySpan<byte> line) => Text(line[(line.LastIndexOf((byte)' ') + 1)..], 80);

        private static DateTime? Time(ReadOnlySpan<byte> text) =>
            DateTime.TryParse(Text(text, 40), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

        private sealed class Part
        {
            public string? Version { get; set; }

            public int? Atoms { get; set; }

            public int OptimiserSteps { get; set; }

            public int LineSearches { get; set; }

            public int Resets { get; set; }

            public int SinceOptimiserStep { get; set; }

            public bool InStep { get; set; }

            public bool OptimiserLine { get; set; }

            public bool AtTheMinimum { get; set; }

            public bool Completed { get; set; }

            public bool StepLimit { get; set; }

            public bool Stopped { get; set; }

            public bool Ending { get; set; }

            public bool Finished { get; set; }

            public double? MaxGradient { get; set; }

            public double? GradientLimit { get; set; }

            public double? PeakMegabytes { get; set; }

            public string? Error { get; set; }

            public DateTime? Started { get; set; }

            public DateTime? Ended { get; set; }
        }
    }
}
