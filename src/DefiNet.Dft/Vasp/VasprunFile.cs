using System.Globalization;
using System.Security;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Vasp;

/// <summary>Writes vasprun.xml piece by piece; only <see cref="Finish"/> closes the document, so that a killed run leaves a cut one as VASP's does.</summary>
internal sealed class VasprunFile : IDisposable
{
    private readonly StepFile _file;

    public VasprunFile(string path, Incar incar, Kpoints? kpoints, Structure start, VaspProgram program)
    {
        _file = new(path);
        var text = _file.Text;
        text.Line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").Line("<modeling>").Line(" <generator>");
        text.Line($"  <i name=\"program\" type=\"string\">{Escaped(program.Name)} </i>").Line($"  <i name=\"version\" type=\"string\">{Escaped(program.Version)}  </i>");
        text.Line($"  <i name=\"subversion\" type=\"string\">{Escaped(VaspProgram.OneLine(program.Notes))} </i>").Line(" </generator>");
        text.Line(" <incar>");
        foreach (var tag in incar.Tags)
            text.Line($"  <i type=\"string\" name=\"{Escaped(tag.Name)}\">{Escaped(VaspProgram.OneLine(tag.Value))}</i>");
        text.Line(" </incar>");
        WriteKpoints(kpoints, start.Lattice);
        WriteParameters(incar);
        WriteAtoms(start, program);
        WriteStructure(start, " ", "initialpos");
        _file.Flush();
    }

    public void BeginIonicStep()
    {
        _file.Text.Line(" <calculation>");
        _file.Flush();
    }

    public void ElectronicStep(double energy)
    {
        _file.Text.Line("  <scstep>").Line("   <energy>");
        WriteEnergies("    ", energy, energy);
        _file.Text.Line("   </energy>").Line("  </scstep>");
        _file.Flush();
    }

    public void CompleteIonicStep(Structure structure, ReadOnlySpan<Vector3> forces, double energy, double energySigma0, Stress? stress, double? seconds)
    {
        var text = _file.Text;
        WriteStructure(structure, "  ", null);
        text.Line("  <varray name=\"forces\" >");
        foreach (var force in forces)
            WriteVector("   ", force);
        text.Line("  </varray>");
        if (stress is { } s)
        {
            text.Line("  <varray name=\"stress\" >");
            WriteVector("   ", new(s.XX, s.XY, s.ZX));
            WriteVector("   ", new(s.XY, s.YY, s.YZ));
            WriteVector("   ", new(s.ZX, s.YZ, s.ZZ));
            text.Line("  </varray>");
        }

        text.Line("  <energy>");
        WriteEnergies("   ", energy, energySigma0);
        text.Line("  </energy>");
        if (seconds is { } real)
            text.Append("  <time name=\"totalsc\">").F(real, 8, 2).F(real, 8, 2).Line("</time>");
        text.Line(" </calculation>");
        _file.Flush();
    }

    public void Finish(Structure last)
    {
        WriteStructure(last, " ", "finalpos");
        _file.Text.Line("</modeling>");
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private void WriteKpoints(Kpoints? kpoints, Lattice lattice)
    {
        var text = _file.Text;
        var points = ZonePoints.Of(kpoints, lattice);
        text.Line(" <kpoints>");
        if (kpoints is { Mode: KpointsMode.Gamma or KpointsMode.MonkhorstPack })
        {
            text.Line($"  <generation param=\"{(kpoints.Mode == KpointsMode.Gamma ? "Gamma" : "Monkhorst-Pack")}\">");
            text.Append("   <v type=\"int\" name=\"divisions\">").I(kpoints.Divisions.A, 8).Append(' ').I(kpoints.Divisions.B, 8).Append(' ').I(kpoints.Divisions.C, 8).Line(" </v>");
            text.Append("   <v name=\"usershift\">").F(kpoints.Shift.X, 16, 8).Append(' ').F(kpoints.Shift.Y, 16, 8).Append(' ').F(kpoints.Shift.Z, 16, 8).Line(" </v>");
            text.Line("  </generation>");
        }

        text.Line("  <varray name=\"kpointlist\" >");
        foreach (var (point, _) in points)
            WriteVector("   ", point);
        text.Line("  </varray>").Line("  <varray name=\"weights\" >");
        foreach (var (_, weight) in points)
            text.Append("   <v>").F(weight, 16, 8).Line(" </v>");
        text.Line("  </varray>").Line(" </kpoints>");
    }

    private void WriteParameters(Incar incar)
    {
        var text = _file.Text;
        text.Line(" <parameters>");
        text.Line("  <separator name=\"general\" >").Line($"   <i type=\"string\" name=\"SYSTEM\">{Escaped(VaspProgram.OneLine(incar.System))}</i>").Line("  </separator>");
        text.Line("  <separator name=\"electronic\" >");
        WriteNumber("   ", "EDIFF", incar.Ediff);
        WriteWhole("   ", "ISMEAR", incar.Whole("ISMEAR") ?? 0);
        text.Line("   <separator name=\"electronic spin\" >");
        WriteWhole("    ", "ISPIN", incar.Whole("ISPIN") ?? 1);
        text.Line("    <i type=\"logical\" name=\"LNONCOLLINEAR\"> F  </i>").Line("   </separator>");
        text.Line("   <separator name=\"electronic convergence\" >");
        WriteWhole("    ", "NELM", incar.Nelm);
        text.Line("   </separator>").Line("  </separator>");
        text.Line("  <separator name=\"ionic\" >");
        WriteWhole("   ", "NSW", incar.Nsw);
        WriteWhole("   ", "IBRION", incar.Ibrion);
        WriteWhole("   ", "ISIF", incar.Isif);
        WriteNumber("   ", "EDIFFG", incar.Ediffg);
        WriteNumber("   ", "POTIM", incar.Potim);
        text.Line("  </separator>").Line("  <separator name=\"dos\" >").Line("   <i type=\"logical\" name=\"LORBIT\"> F  </i>").Line("  </separator>");
        text.Line("  <separator name=\"electronic exchange-correlation\" >").Line("   <i type=\"logical\" name=\"LHFCALC\"> F  </i>").Line("  </separator>");
        text.Line(" </parameters>");
    }

    private void WriteAtoms(Structure start, VaspProgram program)
    {
        var text = _file.Text;
        var groups = SpeciesGroups.Of(start);
        text.Line(" <atominfo>").Append("  <atoms>").I(start.Count, 8).Line(" </atoms>").Append("  <types>").I(groups.Length, 8).Line(" </types>");
        text.Line("  <array name=\"atoms\" >").Line("   <dimension dim=\"1\">ion</dimension>");
        text.Line("   <field type=\"string\">element</field>").Line("   <field type=\"int\">atomtype</field>").Line("   <set>");
        for (var type = 0; type < groups.Length; type++)
            for (var atom = 0; atom < groups[type].Count; atom++)
                text.Append("    <rc><c>").Append(groups[type].Element.Symbol.PadRight(2)).Append("</c><c>").I(type + 1, 4).Line("</c></rc>");
        text.Line("   </set>").Line("  </array>");
        text.Line("  <array name=\"atomtypes\" >").Line("   <dimension dim=\"1\">type</dimension>").Line("   <field type=\"int\">atomspertype</field>");
        text.Line("   <field type=\"string\">element</field>").Line("   <field>mass</field>").Line("   <field>valence</field>").Line("   <field type=\"string\">pseudopotential</field>").Line("   <set>");
        foreach (var (element, count) in groups)
        {
            text.Append("    <rc><c>").I(count, 4).Append("</c><c>").Append(element.Symbol.PadRight(2)).Append("</c><c>").F(element.Mass, 16, 8).Append("</c><c>").F(0, 16, 8);
            text.Line($"</c><c>  {Escaped(program.PotentialFamily)} {element.Symbol} {Escaped(program.Name)} </c></rc>");
        }

        text.Line("   </set>").Line("  </array>").Line(" </atominfo>");
    }

    private void WriteStructure(Structure structure, string indent, string? name)
    {
        var text = _file.Text;
        var (a, b, c) = OutcarFile.Reciprocal(structure.Lattice);
        text.Append(indent).Line(name is null ? "<structure>" : $"<structure name=\"{name}\" >").Append(indent).Line(" <crystal>").Append(indent).Line("  <varray name=\"basis\" >");
        WriteVector(indent + "   ", structure.Lattice.A);
        WriteVector(indent + "   ", structure.Lattice.B);
        WriteVector(indent + "   ", structure.Lattice.C);
        text.Append(indent).Line("  </varray>").Append(indent).Append("  <i name=\"volume\">").F(structure.Lattice.Volume, 16, 8).Line(" </i>").Append(indent).Line("  <varray name=\"rec_basis\" >");
        WriteVector(indent + "   ", a);
        WriteVector(indent + "   ", b);
        WriteVector(indent + "   ", c);
        text.Append(indent).Line("  </varray>").Append(indent).Line(" </crystal>").Append(indent).Line(" <varray name=\"positions\" >");
        foreach (var position in structure.Fractional)
            WriteVector(indent + "  ", position);
        text.Append(indent).Line(" </varray>");
        if (!structure.Freedom.IsDefaultOrEmpty)
        {
            text.Append(indent).Line(" <varray name=\"selective\" >");
            foreach (var freedom in structure.Freedom)
                text.Append(indent).Line($"  <v type=\"logical\">{Flag(freedom.A)}{Flag(freedom.B)}{Flag(freedom.C)}</v>");
            text.Append(indent).Line(" </varray>");
        }

        text.Append(indent).Line("</structure>");
    }

    private void WriteEnergies(string indent, double energy, double energySigma0)
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, double)>)[("e_fr_energy", energy), ("e_wo_entrp", energy), ("e_0_energy", energySigma0)])
            _file.Text.Append(indent).Append($"<i name=\"{name}\">").F(value, 16, 8).Line(" </i>");
    }

    private void WriteVector(string indent, Vector3 vector) =>
        _file.Text.Append(indent).Append("<v>").Append(' ').F(vector.X, 16, 8).Append(' ').F(vector.Y, 16, 8).Append(' ').F(vector.Z, 16, 8).Line(" </v>");

    private void WriteWhole(string indent, string name, int value) => _file.Text.Append(indent).Append($"<i type=\"int\" name=\"{name}\">").I(value, 6).Line("</i>");

    private void WriteNumber(string indent, string name, double value) =>
        _file.Text.Append(indent).Append($"<i name=\"{name}\">").Append(value.ToString("0.00000000########", CultureInfo.InvariantCulture).PadLeft(16)).Line("</i>");

    private static string Flag(bool free) => free ? " T " : " F ";

    // SecurityElement escapes the five characters; what XML cannot hold at all is left out.
    private static string Escaped(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
            if (System.Xml.XmlConvert.IsXmlChar(c))
                clean.Append(c);
        return SecurityElement.Escape(clean.ToString());
    }
}
