using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Vasp;

/// <summary>Writes OUTCAR, laid out as VASP 5.4 and 6 do.</summary>
internal sealed class OutcarFile : IDisposable
{
    private const string Rule = "--------------------------------------------------------------------------------------------------------";

    // 1 eV/Å³ in kB.
    private const double KilobarPerEvPerCubicAngstrom = 1602.176634;

    private readonly StepFile _file;
    private readonly Incar _incar;
    private double _lastChange = double.PositiveInfinity;

    public OutcarFile(string path, Incar incar, Kpoints? kpoints, Structure start, VaspProgram program)
    {
        _file = new(path);
        _incar = incar;
        WriteHeader(kpoints, start, program);
        _file.Flush();
    }

    public void BeginElectronicStep(int ionic, int electronic)
    {
        _file.Text.Dashes(39).Append(" Iteration ").I(ionic, 6).Append('(').I(electronic, 4).Append(")  ").Dashes(39).Line().Line().Line();
        _file.Flush();
    }

    public void CompleteElectronicStep(double energy, double change)
    {
        _lastChange = change;
        var text = _file.Text;
        text.Append(" total energy-change (2. order) :").E(change, 14, 7).Append("  (").E(change, 14, 7).Line(")").Line();
        text.Line(" Free energy of the ion-electron system (eV)").Line("  ---------------------------------------------------");
        text.Append("  free energy    TOTEN  = ").F(energy, 18, 8).Line(" eV").Line();
        text.Append("  energy without entropy =").F(energy, 18, 8).Append("  energy(sigma->0) =").F(energy, 18, 8).Line().Line().Line();
        text.Line(Rule).Line().Line().Line().Line();
        _file.Flush();
    }

    public void CompleteIonicStep(int electronic, Structure structure, ReadOnlySpan<Vector3> forces, double energy, double energySigma0, Stress? stress, double? seconds)
    {
        var text = _file.Text;
        text.Line(electronic >= _incar.Nelm && Math.Abs(_lastChange) >= _incar.Ediff
            ? "------------------------ aborting loop EDIFF was not reached (unconverged) ----------------------------"
            : "------------------------ aborting loop because EDIFF is reached ----------------------------------------");
        text.Line().Line();
        if (stress is { } kilobar)
            WriteStress(kilobar, structure.Lattice.Volume);
        text.Line(" VOLUME and BASIS-vectors are now :").Line(" -----------------------------------------------------------------------------");
        WriteCell(structure.Lattice);
        text.Line().Line();
        WriteForces(structure, forces);
        text.Line("  FREE ENERGIE OF THE ION-ELECTRON SYSTEM (eV)").Line("  ---------------------------------------------------");
        text.Append("  free  energy   TOTEN  = ").F(energy, 18, 8).Line(" eV").Line();
        text.Append("  energy  without entropy=").F(energy, 18, 8).Append("  energy(sigma->0) =").F(energySigma0, 18, 8).Line(" ").Line().Line();
        text.Line(Rule).Line().Line();
        if (seconds is { } real)
            text.Append("     LOOP+:  cpu time").F(real, 10, 4).Append(": real time").F(real, 10, 4).Line().Line().Line();
        _file.Flush();
    }

    public void ReachedAccuracy() => Say(" reached required accuracy - stopping structural energy minimisation");

    public void Stopped(bool hard) => Say(hard ? " hard stop encountered!  aborting job ..." : " soft stop encountered!  aborting job ...");

    public void Message(string text) => Say(text);

    public void Finish(TimeSpan cpu, TimeSpan wall, long peakKilobytes)
    {
        var text = _file.Text;
        text.Line().Line().Line(" General timing and accounting informations for this job:").Line(" ========================================================").Line("  ");
        text.Append("                  Total CPU time used (sec):").F(cpu.TotalSeconds, 13, 3).Line();
        text.Append("                            User time (sec):").F(cpu.TotalSeconds, 13, 3).Line();
        text.Append("                          System time (sec):").F(0, 13, 3).Line();
        text.Append("                         Elapsed time (sec):").F(wall.TotalSeconds, 13, 3).Line().Line("  ");
        text.Append("                   Maximum memory used (kb):").I(peakKilobytes, 12).Line(".");
        text.Line("                   Average memory used (kb):          N/A").Line("  ");
        text.Append("                          Minor page faults:").I(0, 13).Line();
        text.Append("                          Major page faults:").I(0, 13).Line();
        text.Append("                 Voluntary context switches:").I(0, 13).Line();
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private void Say(string line)
    {
        _file.Text.Line("  ").Line(line);
        _file.Flush();
    }

    private void WriteHeader(Kpoints? kpoints, Structure start, VaspProgram program)
    {
        var text = _file.Text;
        var groups = SpeciesGroups.Of(start);
        text.Line(program.FirstLine).Line("  ").Line(" serial version").Line().Line();
        text.Line(Rule).Line().Line();
        if (program.Notes.Length > 0)
            WriteBox(program.Notes);
        text.Line(" INCAR:");
        foreach (var tag in _incar.Tags)
            text.Line($"   {tag.Name} = {VaspProgram.OneLine(tag.Value)}");
        text.Line();
        for (var twice = 0; twice < 2; twice++)
            foreach (var (element, _) in groups)
                text.Line($" POTCAR:    {program.PotentialFamily} {element.Symbol} {program.Name}");
        foreach (var (element, _) in groups)
        {
            text.Line($"   VRHFIN ={element.Symbol}:");
            text.Line($"   TITEL  = {program.PotentialFamily} {element.Symbol} {program.Name}");
            text.Append("   POMASS =").F(element.Mass, 9, 3).Append("; ZVAL   =").F(0, 9, 3).Line("    mass and valenz");
        }

        text.Line().Line();
        text.Line($" POSCAR: {VaspProgram.OneLine(start.Comment)}").Line("  positions in direct lattice").Line("  No initial velocities read in").Line();
        text.Line(Rule).Line().Line();
        WriteDimensions(kpoints, start, groups);
        WriteSettings(groups);
        text.Line(Rule).Line().Line();
        WriteCell(start.Lattice);
        text.Line().Line();
        WriteKpoints(kpoints, start.Lattice);
        text.Line(" position of ions in fractional coordinates (direct lattice) ");
        foreach (var position in start.Fractional)
            text.F(position.X, 13, 8).F(position.Y, 12, 8).F(position.Z, 12, 8).Line();
        text.Line(" ").Line(" position of ions in cartesian coordinates  (Angst):");
        foreach (var position in start.Cartesian)
            text.F(position.X, 13, 8).F(position.Y, 12, 8).F(position.Z, 12, 8).Line();
        text.Line(" ").Line().Line().Line(Rule).Line().Line();
        WritePlaneWaves(kpoints, start.Lattice);
        text.Line().Line().Line(Rule).Line().Line();
    }

    private void WriteBox(string notes)
    {
        const int width = 75;
        var text = _file.Text;
        text.Append(' ').Dashes(width + 2).Line();
        foreach (var line in Wrapped(VaspProgram.OneLine(notes), width - 4))
            text.Append("|  ").Append(line.PadRight(width)).Line("|");
        text.Append(' ').Dashes(width + 2).Line().Line();
    }

    private static IEnumerable<string> Wrapped(string words, int width)
    {
        var line = new StringBuilder();
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    private void WriteDimensions(Kpoints? kpoints, Structure start, System.Collections.Immutable.ImmutableArray<(Element Element, int Count)> groups)
    {
        var text = _file.Text;
        var points = ZonePoints.Of(kpoints, start.Lattice).Length;
        text.Line(" Dimension of arrays:");
        text.Append("   k-points           NKPTS =").I(points, 7).Append("   k-points in BZ     NKDIM =").I(points, 7).Append("   number of bands    NBANDS=").I(1, 7).Line();
        text.Append("   number of dos      NEDOS =").I(301, 7).Append("   number of ions     NIONS =").I(start.Count, 7).Line();
        text.Append("   total plane-waves  NPLWV =").I(1, 7).Line();
        text.Append("   ions per type =            ");
        foreach (var (_, count) in groups)
            text.Append(' ').I(count, 3);
        text.Line().Line();
        text.Line($" SYSTEM =  {VaspProgram.OneLine(_incar.System)}").Line($" POSCAR =  {VaspProgram.OneLine(start.Comment)}").Line();
    }

    private void WriteSettings(System.Collections.Immutable.ImmutableArray<(Element Element, int Count)> groups)
    {
        var text = _file.Text;
        text.Line(" Startparameter for this run:");
        text.Line("   NWRITE =      2    write-flag & timer").Line("   ISTART =      0    job   : 0-new  1-cont  2-samecut");
        text.Append("   ISPIN  = ").I(_incar.Whole("ISPIN") ?? 1, 6).Line("    spin polarized calculation?").Line();
        text.Line(" Electronic Relaxation 1");
        text.Append("   NELM   = ").I(_incar.Nelm, 6).Line(";   NELMIN=  1; NELMDL=  0     # of ELM steps ");
        text.Append("   EDIFF  = ").E(_incar.Ediff, 7, 1).Line("   stopping-criterion for ELM");
        text.Line(" Ionic relaxation");
        text.Append("   EDIFFG = ").E(_incar.Ediffg, 7, 1).Line("   stopping-criterion for IOM");
        text.Append("   NSW    = ").I(_incar.Nsw, 6).Line("    number of steps for IOM");
        text.Append("   IBRION = ").I(_incar.Ibrion, 6).Line("    ionic relax: 0-MD 1-quasi-New 2-CG");
        text.Append("   ISIF   = ").I(_incar.Isif, 6).Line("    stress and relaxation").Line();
        text.Append("   POTIM  =").F(_incar.Potim, 7, 4).Line("    time-step for ionic-motion").Line();
        text.Line("  Mass of Ions in am").Append("   POMASS =");
        foreach (var (element, _) in groups)
            text.F(element.Mass, 7, 2);
        text.Line().Line().Line();
    }

    private void WriteKpoints(Kpoints? kpoints, Lattice lattice)
    {
        var text = _file.Text;
        text.Line($" k-points in reciprocal lattice and weights: {VaspProgram.OneLine(kpoints?.Comment ?? "Gamma point")}");
        foreach (var (point, weight) in ZonePoints.Of(kpoints, lattice))
            text.F(point.X, 13, 8).F(point.Y, 12, 8).F(point.Z, 12, 8).F(weight, 12, 3).Line();
        text.Line(" ");
    }

    // There are no plane waves; readers of VASP's layout look for the table.
    private void WritePlaneWaves(Kpoints? kpoints, Lattice lattice)
    {
        var text = _file.Text;
        var number = 0;
        foreach (var (point, _) in ZonePoints.Of(kpoints, lattice))
            text.Append(" k-point ").I(++number, number > 99 ? 5 : 2).Append(" :  ").F(point.X, 7, 4).F(point.Y, 7, 4).F(point.Z, 7, 4).Append("  plane waves: ").I(1, 7).Line();
        text.Line().Line(" maximum and minimum number of plane-waves per node :         1        1").Line().Line(" maximum number of plane-waves:         1");
    }

    private void WriteCell(Lattice lattice)
    {
        var text = _file.Text;
        text.Append("  volume of cell : ").F(lattice.Volume, 11, 2).Line();
        text.Line("      direct lattice vectors                 reciprocal lattice vectors");
        var (a, b, c) = Reciprocal(lattice);
        WriteRow(lattice.A, a);
        WriteRow(lattice.B, b);
        WriteRow(lattice.C, c);
        text.Line().Line("  length of vectors");
        WriteRow(lattice.Lengths, new(a.Length, b.Length, c.Length));
    }

    private void WriteRow(Vector3 direct, Vector3 reciprocal) =>
        _file.Text.Append("  ").F(direct.X, 13, 9).F(direct.Y, 13, 9).F(direct.Z, 13, 9).Append("  ").F(reciprocal.X, 13, 9).F(reciprocal.Y, 13, 9).F(reciprocal.Z, 13, 9).Line();

    /// <summary>Reciprocal vectors without 2π, in 1/Angstrom.</summary>
    internal static (Vector3 A, Vector3 B, Vector3 C) Reciprocal(Lattice lattice)
    {
        var signed = Vector3.Dot(lattice.A, Vector3.Cross(lattice.B, lattice.C));
        return (Vector3.Cross(lattice.B, lattice.C) / signed, Vector3.Cross(lattice.C, lattice.A) / signed, Vector3.Cross(lattice.A, lattice.B) / signed);
    }

    private void WriteStress(Stress kilobar, double volume)
    {
        var text = _file.Text;
        text.Line("  FORCE on cell =-STRESS in cart. coord.  units (eV):").Line("  Direction    XX          YY          ZZ          XY          YZ          ZX");
        text.Line("  --------------------------------------------------------------------------------------");
        WriteStressRow("  Total  ", kilobar, volume / KilobarPerEvPerCubicAngstrom);
        WriteStressRow("  in kB  ", kilobar, 1);
        text.Append("  external pressure = ").F(kilobar.Pressure, 11, 2).Append(" kB  Pullay stress = ").F(0, 11, 2).Line(" kB").Line().Line();
    }

    private void WriteStressRow(string title, Stress stress, double factor) =>
        _file.Text.Append(title).F(stress.XX * factor, 12, 5).F(stress.YY * factor, 12, 5).F(stress.ZZ * factor, 12, 5)
            .F(stress.XY * factor, 12, 5).F(stress.YZ * factor, 12, 5).F(stress.ZX * factor, 12, 5).Line();

    private void WriteForces(Structure structure, ReadOnlySpan<Vector3> forces)
    {
        var text = _file.Text;
        text.Line(" POSITION                                       TOTAL-FORCE (eV/Angst)").Line(" -----------------------------------------------------------------------------------");
        var drift = Vector3.Zero;
        for (var atom = 0; atom < forces.Length; atom++)
        {
            var (position, force) = (structure.Cartesian[atom], forces[atom]);
            drift += force;
            text.F(position.X, 13, 5).F(position.Y, 13, 5).F(position.Z, 13, 5).Append("    ").F(force.X, 14, 6).F(force.Y, 14, 6).F(force.Z, 14, 6).Line();
        }

        text.Line(" -----------------------------------------------------------------------------------");
        text.Append("    total drift:                           ").F(drift.X, 14, 6).F(drift.Y, 14, 6).F(drift.Z, 14, 6).Line().Line().Line();
        text.Line(Rule).Line().Line().Line();
    }
}
