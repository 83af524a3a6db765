using System.Diagnostics;
using System.Runtime.InteropServices;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft.Potentials;
using DefiNet.Dft.Records;
using DefiNet.Dft.Vasp;
using DefiNet.Inference.Potentials;

namespace DefiNet.Dft.Surrogate;

/// <summary>A relaxation in a run's folder as VASP would do it, on a potential instead of DFT: reads POSCAR, INCAR and KPOINTS, writes OUTCAR, OSZICAR, XDATCAR, CONTCAR and vasprun.xml, obeys STOPCAR.</summary>
/// <remarks>The same inputs give the same steps to the last digit. Killed in the middle, it leaves the files as they are after the last complete step; CONTCAR, which holds where the ions go next, continues the run when copied to POSCAR.</remarks>
public sealed class SurrogateRun
{
    /// <summary>Version that the output states: this program's.</summary>
    public static string Version { get; } = typeof(SurrogateRun).Assembly.GetName().Version?.ToString(3) ?? "0";

    private readonly string _folder;
    private readonly TimeSpan _pause;
    private readonly string _under;
    private readonly Structure _start;
    private readonly Incar _incar;
    private readonly Kpoints? _kpoints;
    private readonly SurrogateSettings _settings;
    private readonly IPotential _potential;
    private readonly Vector3[] _positions;
    private readonly Vector3[] _home;
    private readonly Vector3[] _forces;
    private readonly Vector3[] _freeForces;
    private readonly Vector3[] _next;

    /// <summary>Reads the inputs of a run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="potential">A name of <see cref="SurrogatePotential.Names"/>.</param>
    /// <param name="pause">How long every ionic step pretends to compute; zero for no longer than it does.</param>
    /// <param name="model">The weights under the potential; null for one of springs.</param>
    /// <exception cref="DftException">An input is missing or asks for what the surrogate does not do.</exception>
    /// <exception cref="CrystalException">A structure cannot be read.</exception>
    public SurrogateRun(string folder, string potential, TimeSpan pause = default, IPotentialModel? model = null)
    {
        (_folder, _pause, _under) = (folder, pause, model is null ? "" : $" on {model.Architecture} {model.Sha256[..12]}");
        _start = ReadStructure(RunFolder.Poscar) ?? throw new DftException($"{PathOf(RunFolder.Poscar)} is missing; it says where the atoms start.");
        if (_start.Count == 0)
            throw new DftException($"{PathOf(RunFolder.Poscar)} has no atoms; there must be one at least.");
        if (!File.Exists(PathOf(RunFolder.Incar)))
            throw new DftException($"{PathOf(RunFolder.Incar)} is missing; it says how to relax, such as IBRION = 2 and NSW = 200.");
        _incar = Incar.Read(PathOf(RunFolder.Incar));
        _settings = SurrogateSettings.Of(_incar);
        _kpoints = File.Exists(PathOf(RunFolder.Kpoints)) ? Kpoints.Read(PathOf(RunFolder.Kpoints)) : null;

        _potential = SurrogatePotential.Make(
            potential,
            _start,
            () => ReadStructure(RunFolder.Sites) is { } listed ? HostSites.FromList(listed, _start) : HostSites.Of(_start),
            potential == SurrogatePotential.Replay ? ReadStructure(RunFolder.Minimum) : null,
            model);
        _positions = _potential.Unwrap(_start);
        // Output keeps every atom in the periodic image in which POSCAR has it.
        _home = new Vector3[_start.Count];
        for (var atom = 0; atom < _home.Length; atom++)
            _home[atom] = _start.Cartesian[atom] - _positions[atom];
        _forces = new Vector3[_start.Count];
        _freeForces = new Vector3[_start.Count];
        _next = new Vector3[_start.Count];
    }

    /// <summary>Most ionic steps that this run may take.</summary>
    public int MostSteps => _settings.Moves ? _settings.Nsw : 1;

    /// <summary>Runs to the end.</summary>
    /// <param name="completed">Told of every complete step.</param>
    public SurrogateOutcome Run(Action<SurrogateStep>? completed = null)
    {
        var clock = Stopwatch.StartNew();
        var notes = $"REHEARSAL: this is no DFT result; energies and forces are those of the surrogate potential '{_potential.Name}'{_under} of DefiNet, not of VASP";
        using var writer = new VaspRunWriter(_folder, _incar, _kpoints, _start, new(VaspProgram.SurrogateName, Version, notes, $"SURROGATE_{_potential.Name.ToUpperInvariant()}"));
        var outcome = Relax(writer, completed);
        writer.Finish(Environment.CpuUsage.TotalTime, clock.Elapsed, Environment.WorkingSet / 1024);
        return outcome;
    }

    private SurrogateOutcome Relax(VaspRunWriter writer, Action<SurrogateStep>? completed)
    {
        var optimiser = _settings.Optimiser(_start.Count);
        SurrogateStep? last = null;
        double? moved = null;
        for (var index = 1; index <= MostSteps; index++)
        {
            writer.BeginIonicStep();
            if (_pause > TimeSpan.Zero)
                Thread.Sleep(_pause);
            if (StopcarReader.Read(_folder) == Stopcar.AtOnce)
            {
                writer.StoppedByStopcar(hard: true);
                return new(index - 1, false, true, last?.Energy, last?.MaxForce);
            }

            if (_settings.Error is { } error && error.Step == index)
            {
                writer.Message(error.Message);
                throw new DftException($"The run ends in ionic step {index} with the error {error.Name}, as {RehearsedError.Tag} in INCAR asks for.");
            }

            var energy = _potential.Evaluate(_positions, _forces, out var virial);
            var electronic = ElectronicRehearsal.Energies(energy, moved, _settings.Ediff, _settings.Nelm);
            for (var step = 0; step < electronic.Length; step++)
                writer.ElectronicStep(electronic[step], step == 0 ? electronic[0] : electronic[step] - electronic[step - 1]);

            var here = new SurrogateStep(index, energy, LargestFreeForce(), electronic.Length);
            var reached = Reached(here, last, optimiser);
            var stop = StopcarReader.Read(_folder) != Stopcar.Absent;
            var structure = AtPositions(_positions);
            var goesOn = !reached && !stop && index < MostSteps;
            if (_settings.Moves && !reached)
                optimiser.Advance(energy, _positions, _freeForces, _next);
            else
                _positions.CopyTo(_next, 0);
            writer.CompleteIonicStep(structure, _forces, energy, StressOf(virial), next: AtPositions(_next));
            completed?.Invoke(here);
            last = here;
            if (reached)
                writer.ReachedAccuracy();
            else if (stop)
                writer.StoppedByStopcar();
            if (!goesOn)
                return new(index, reached, stop && !reached, energy, here.MaxForce);

            moved = Move();
        }

        throw new UnreachableException();
    }

    // The energy criterion compares with the step before, and is asked only where the optimiser meant to go down.
    private bool Reached(SurrogateStep here, SurrogateStep? before, IIonicOptimiser optimiser) =>
        _settings.Moves && _settings.Ediffg switch
        {
            < 0 => here.MaxForce < -_settings.Ediffg,
            > 0 => before is not null && optimiser.MeantToBeLower && Math.Abs(here.Energy - before.Energy) < _settings.Ediffg,
            _ => false,
        };

    private double LargestFreeForce()
    {
        var largest = 0.0;
        for (var atom = 0; atom < _forces.Length; atom++)
        {
            _freeForces[atom] = _start.Freedom.IsDefault ? _forces[atom] : FreePart(_forces[atom], _start.Freedom[atom]);
            largest = Math.Max(largest, _freeForces[atom].LengthSquared);
        }

        return Math.Sqrt(largest);
    }

    // The part of a force along the lattice vectors that an atom may move along: what is left of it in their span.
    private Vector3 FreePart(Vector3 force, AxisFreedom free)
    {
        var lattice = _start.Lattice;
        return (free.A, free.B, free.C) switch
        {
            (true, true, true) => force,
            (false, false, false) => default,
            (true, false, false) => Along(force, lattice.A),
            (false, true, false) => Along(force, lattice.B),
            (false, false, true) => Along(force, lattice.C),
            (false, true, true) => force - Along(force, Vector3.Cross(lattice.B, lattice.C)),
            (true, false, true) => force - Along(force, Vector3.Cross(lattice.C, lattice.A)),
            (true, true, false) => force - Along(force, Vector3.Cross(lattice.A, lattice.B)),
        };

        static Vector3 Along(Vector3 vector, Vector3 axis) => Vector3.Dot(vector, axis) / axis.LengthSquared * axis;
    }

    private double Move()
    {
        var longest = 0.0;
        for (var atom = 0; atom < _next.Length; atom++)
            longest = Math.Max(longest, (_next[atom] - _positions[atom]).LengthSquared);
        _next.CopyTo(_positions, 0);
        return Math.Sqrt(longest);
    }

    private Structure AtPositions(Vector3[] positions)
    {
        var output = new Vector3[positions.Length];
        for (var atom = 0; atom < output.Length; atom++)
            output[atom] = positions[atom] + _home[atom];
        return _start.WithCartesian(ImmutableCollectionsMarshal.AsImmutableArray(output));
    }

    private Stress StressOf(Virial virial)
    {
        var scale = -Virial.KilobarPerElectronVoltPerCubicAngstrom / _start.Lattice.Volume;
        return new(scale * virial.XX, scale * virial.YY, scale * virial.ZZ, scale * virial.XY, scale * virial.YZ, scale * virial.ZX);
    }

    private Structure? ReadStructure(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
            return null;
        using var text = File.OpenText(path);
        return PoscarReader.Read(text, path);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
