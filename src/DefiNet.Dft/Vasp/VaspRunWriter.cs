using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Vasp;

/// <summary>Writes what VASP writes in a run's folder, step by step: OUTCAR, OSZICAR, XDATCAR, vasprun.xml and CONTCAR.</summary>
/// <remarks>Each call hands its lines to the system before it returns: a process killed at any moment leaves files as a killed VASP does. The text depends on nothing but the arguments.</remarks>
public sealed class VaspRunWriter : IDisposable
{
    private readonly string _folder;
    private readonly string _comment;
    private readonly Structure _start;
    private readonly OutcarFile _outcar;
    private readonly OszicarFile _oszicar;
    private readonly XdatcarFile _xdatcar;
    private readonly VasprunFile _vasprun;
    private Structure _last;
    private int _electronic;
    private bool _inStep;

    /// <summary>Writes the headers.</summary>
    /// <param name="folder">The run's folder; files of these names in it are replaced.</param>
    /// <param name="incar">The settings; they are echoed.</param>
    /// <param name="kpoints">The points of the zone; null for the centre alone.</param>
    /// <param name="start">Atoms at the start; atoms of one element that follow each other are one type.</param>
    /// <param name="program">Which program this is; its notes go into every file.</param>
    public VaspRunWriter(string folder, Incar incar, Kpoints? kpoints, Structure start, VaspProgram program)
    {
        _folder = folder;
        (_start, _last) = (start, start);
        var notes = VaspProgram.OneLine(program.Notes);
        var comment = VaspProgram.OneLine(start.Comment);
        _comment = notes.Length == 0 || comment.Contains(notes, StringComparison.Ordinal) ? comment : comment.Length == 0 ? notes : $"{comment} [{notes}]";
        _outcar = new(Path.Combine(folder, "OUTCAR"), incar, kpoints, start, program);
        _oszicar = new(Path.Combine(folder, "OSZICAR"), program);
        _xdatcar = new(Path.Combine(folder, "XDATCAR"), _comment);
        _vasprun = new(Path.Combine(folder, "vasprun.xml"), incar, kpoints, start, program);
    }

    /// <summary>Ionic steps begun so far.</summary>
    public int StepsBegun { get; private set; }

    /// <summary>Begins the next ionic step: its first <c>Iteration</c> line is written.</summary>
    public void BeginIonicStep()
    {
        if (_inStep)
            throw new InvalidOperationException("An ionic step is begun before the last one is complete.");
        (_inStep, _electronic) = (true, 0);
        StepsBegun++;
        _outcar.BeginElectronicStep(StepsBegun, 1);
        _vasprun.BeginIonicStep();
    }

    /// <summary>Writes one electronic step, complete.</summary>
    /// <param name="energy">Energy in eV.</param>
    /// <param name="change">Change of the energy against the electronic step before, in eV.</param>
    public void ElectronicStep(double energy, double change)
    {
        if (!_inStep)
            throw new InvalidOperationException("An electronic step stands outside any ionic step.");
        _electronic++;
        if (_electronic > 1)
            _outcar.BeginElectronicStep(StepsBegun, _electronic);
        _outcar.CompleteElectronicStep(energy, change);
        _oszicar.ElectronicStep(_electronic, energy, change);
        _vasprun.ElectronicStep(energy);
    }

    /// <summary>Completes the ionic step: positions, forces, energy, and the CONTCAR. Without an electronic step before, one is written.</summary>
    /// <param name="structure">The atoms whose forces these are, in the order of the start.</param>
    /// <param name="forces">Force on each atom in eV/Angstrom.</param>
    /// <param name="energy">Free energy (TOTEN) in eV.</param>
    /// <param name="stress">Stress on the cell, where it was computed.</param>
    /// <param name="seconds">How long the step took; left out where the text must not depend on the clock.</param>
    /// <param name="energySigma0">Energy extrapolated to zero smearing in eV; equal to <paramref name="energy"/> when left out.</param>
    /// <param name="next">What CONTCAR holds, such as the atoms moved on by the optimiser, as VASP's does; <paramref name="structure"/> when left out.</param>
    public void CompleteIonicStep(Structure structure, ReadOnlySpan<Vector3> forces, double energy, Stress? stress = null, double? seconds = null, double? energySigma0 = null, Structure? next = null)
    {
        if (!_inStep)
            throw new InvalidOperationException("An ionic step is completed that was not begun.");
        if (structure.Count != _start.Count || forces.Length != _start.Count)
            throw new ArgumentException($"There are {structure.Count} atoms with {forces.Length} forces; the run began with {_start.Count}.", nameof(structure));
        if (_electronic == 0)
            ElectronicStep(energy, 0);
        var sigma0 = energySigma0 ?? energy;
        _last = structure.Freedom.IsDefault && !_start.Freedom.IsDefault ? structure with { Freedom = _start.Freedom } : structure;
        // The CONTCAR comes first: whoever sees the step in OUTCAR finds its structure there.
        ContcarFile.Replace(Path.Combine(_folder, "CONTCAR"), next ?? _last, _comment);
        _xdatcar.CompleteIonicStep(StepsBegun, structure);
        _vasprun.CompleteIonicStep(structure, forces, energy, sigma0, stress, seconds);
        _oszicar.CompleteIonicStep(StepsBegun, energy, sigma0);
        _outcar.CompleteIonicStep(_electronic, structure, forces, energy, sigma0, stress, seconds);
        _inStep = false;
    }

    /// <summary>Says that the required ionic accuracy was reached.</summary>
    public void ReachedAccuracy() => _outcar.ReachedAccuracy();

    /// <summary>Says that the run ends because STOPCAR asked for it.</summary>
    /// <param name="hard">Whether it asked by LABORT, to end at once, and not by LSTOP, after the ionic step.</param>
    public void StoppedByStopcar(bool hard = false) => _outcar.Stopped(hard);

    /// <summary>Writes what the program has to say, such as an error, into OUTCAR.</summary>
    public void Message(string text) => _outcar.Message(text);

    /// <summary>Writes the closing lines: the times in OUTCAR and the end of vasprun.xml.</summary>
    public void Finish(TimeSpan cpu, TimeSpan wall, long peakKilobytes)
    {
        _vasprun.Finish(_last);
        _outcar.Finish(cpu, wall, peakKilobytes);
    }

    /// <summary>Closes the files as they are.</summary>
    public void Dispose()
    {
        _outcar.Dispose();
        _oszicar.Dispose();
        _xdatcar.Dispose();
        _vasprun.Dispose();
    }
}
