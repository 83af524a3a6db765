using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats.Poscar;

namespace DefiNet.Cli.Tests.Dft;

/// <summary>Inputs written, checked and compared as a person does it.</summary>
public sealed class DftInputsCommandsTests : IDisposable
{
    private const string Carbon = "C_B\n1.0\n5 0 0\n0 5 0\n0 0 15\nN C\n1 1\nDirect\n0.1 0.2 0.5\n0.6 0.7 0.5\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-inputs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Inputs_of_a_preset_pass_their_check_and_a_contradiction_is_named_with_file_line_and_tag()
    {
        Write("C_B.vasp", Carbon);

        var written = Definet.Run(_folder.FullName, "dft", "inputs", "C_B.vasp", "--preset", "2dmd-hbn", "--set", "ENCUT=450", "--out", "run", "--json");

        Assert.Equal((ExitCode.Done, ""), (written.Code, Problems(written.Complaints)));
        Assert.Equal((2, 0), (written.Lines[0].GetProperty("atoms").GetInt32(), written.Lines[0].GetProperty("errors").GetInt32()));
        Assert.Equal(["INCAR", "KPOINTS", "POSCAR"], Directory.GetFiles(Path.Combine(_folder.FullName, "run")).Select(Path.GetFileName).Order());
        Assert.Contains("ENCUT = 450", File.ReadAllLines(Path.Combine(_folder.FullName, "run", "INCAR")));
        var clean = Definet.Run(_folder.FullName, "dft", "check", "run", "--json");
        Assert.Equal(ExitCode.Done, clean.Code);
        Assert.All(clean.Lines, line => Assert.Equal("warning", line.GetProperty("severity").GetString()));

        var incar = File.ReadAllLines(Path.Combine(_folder.FullName, "run", "INCAR"));
        var line = Array.FindIndex(incar, text => text.StartsWith("IBRION", StringComparison.Ordinal));
        incar[line] = "IBRION = -1";
        File.WriteAllLines(Path.Combine(_folder.FullName, "run", "INCAR"), incar);
        var wrong = Definet.Run(_folder.FullName, "dft", "check", "run", "--json");

        Assert.Equal(ExitCode.BadInput, wrong.Code);
        var error = Assert.Single(wrong.Lines, problem => problem.GetProperty("severity").GetString() == "error");
        Assert.Equal(("run/INCAR", line + 1, "IBRION"), (error.GetProperty("file").GetString(), error.GetProperty("line").GetInt32(), error.GetProperty("field").GetString()));
        Assert.Contains("no ion moves", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_preset_is_refused_with_those_there_are_and_nothing_is_written()
    {
        Write("C_B.vasp", Carbon);

        var refused = Definet.Run(_folder.FullName, "dft", "inputs", "C_B.vasp", "--preset", "2dmd-graphene", "--out", "run");

        Assert.NotEqual(ExitCode.Done, refused.Code);
        Assert.Contains("2dmd-graphene: there is no such preset", refused.Complaints, StringComparison.Ordinal);
        Assert.Contains("2dmd-hbn", refused.Complaints, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "run")));
    }

    [Fact]
    public void Two_runs_are_comparable_or_every_reason_is_said()
    {
        var sheet = new Supercell(Host.TryBuiltIn("hBN")!, 3, 3).Ideal;
        using (var file = File.CreateText(Path.Combine(_folder.FullName, "start.vasp")))
            PoscarWriter.Write(new(sheet.Lattice, sheet.Species.RemoveAt(0), sheet.Fractional.RemoveAt(0)), file);
        Relax("a", "-0.05");
        Relax("b", "-0.05");
        Relax("c", "-0.02");

        var same = Definet.Run(_folder.FullName, "dft", "compare", "a", "b", "--json");
        var differ = Definet.Run(_folder.FullName, "dft", "compare", "a", "c", "--json");
        var absent = Definet.Run(_folder.FullName, "dft", "compare", "a", "nowhere");

        Assert.True(Assert.Single(same.Lines).GetProperty("comparable").GetBoolean(), same.Output);
        Assert.False(Assert.Single(differ.Lines).GetProperty("comparable").GetBoolean());
        Assert.Contains("EDIFFG", differ.Lines[0].GetProperty("reasons").ToString(), StringComparison.Ordinal);
        Assert.NotEqual(ExitCode.Done, absent.Code);
        Assert.Contains("nowhere", absent.Complaints, StringComparison.Ordinal);
    }

    private void Relax(string name, string ediffg)
    {
        var run = Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;
        var inputs = Definet.Run(_folder.FullName, "dft", "inputs", "start.vasp", "--preset", "2dmd-hbn", "--set", "EDIFFG=" + ediffg, "--set", "LREAL=.FALSE.", "--out", name);
        Assert.True(inputs.Code == ExitCode.Done, inputs.Complaints);
        var relaxed = Definet.Run(run, "surrogate", "--potential", "bonded");
        Assert.True(relaxed.Code == ExitCode.Done, relaxed.Complaints);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    // Warnings and progress are no problems.
    private static string Problems(string complaints) =>
        string.Join('\n', complaints.Split('\n').Where(line => line.Length > 0 && !line.Contains("warning", StringComparison.Ordinal) && !line.StartsWith("structures:", StringComparison.Ordinal)));
}
