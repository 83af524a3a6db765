using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft.Tests.Vasp.Potcars;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class VaspEngineTests : IDisposable
{
    private static readonly Structure Sheet = Structure.Of(new Lattice(new(3.19, 0, 0), new(-1.595, 2.7626, 0), new(0, 0, 20)), ("S", 0.3333, 0.6667, 0.58), ("Mo", 0, 0, 0.5), ("S", 0.3333, 0.6667, 0.42));

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-vasp-engine-").FullName;

    public VaspEngineTests()
    {
        foreach (var symbol in (string[])["Mo_sv", "S"])
            File.WriteAllText(Path.Combine(_folder, $"POTCAR.{symbol}"), MadePotcar.Text(symbol));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Inputs_come_from_the_preset_and_the_tags_that_go_before_it()
    {
        var engine = new VaspEngine(Settings());

        engine.WriteInputs(new(Sheet, Settings()), Part("1"));

        var incar = Incar.Read(Path.Combine(Part("1"), "INCAR"));
        Assert.Equal((450.0, -0.01, false), (incar.Number("ENCUT")!.Value, incar.Ediffg, incar.Contains("POTCARS")));
        Assert.Equal((3, 3, 1), Kpoints.Read(Path.Combine(Part("1"), "KPOINTS")).Divisions);
        Assert.Equal(("srun", "vasp_std"), engine.Command(Part("1")) is var command ? (command.Program, Assert.Single(command.Arguments)) : default);
    }

    [Fact]
    public void The_hash_of_the_settings_counts_what_changes_a_result_and_nothing_else()
    {
        var engine = new VaspEngine(Settings());
        var hash = engine.SettingsHash(Settings());

        Assert.Equal(hash, engine.SettingsHash(Settings(("NCORE", "8"), ("PROGRAM", "mpirun -np 4 vasp_gam"), ("ENCUT", "4.5E2"))));
        Assert.All(new (string, string)[] { ("ENCUT", "500"), ("IBRION", "1"), ("KPOINTS", "1 1 1"), ("POTENTIALS", "Mo_pv") }, change => Assert.NotEqual(hash, engine.SettingsHash(Settings(change))));
    }

    [Fact]
    public void A_run_goes_on_from_a_whole_CONTCAR_and_from_no_other()
    {
        var engine = new VaspEngine(Settings());
        engine.WriteInputs(new(Sheet, Settings()), Part("1"));
        Assert.False(engine.TryWriteContinuation([Part("1")], Part("2")));
        File.WriteAllText(Path.Combine(Part("1"), "CONTCAR"), "");
        Assert.False(engine.TryWriteContinuation([Part("1")], Part("2")));

        File.Copy(Path.Combine(Part("1"), "POSCAR"), Path.Combine(Part("1"), "CONTCAR"), overwrite: true);

        Assert.True(engine.TryWriteContinuation([Part("1")], Part("2")));
        using var text = File.OpenText(Path.Combine(Part("2"), "POSCAR"));
        Assert.Equal(3, PoscarReader.Read(text, "POSCAR").Count);
        Assert.All((string[])["INCAR", "KPOINTS", "POTCAR", "ORDER"], file => Assert.True(File.Exists(Path.Combine(Part("2"), file))));
    }

    [Theory]
    [InlineData("ISIF", "3", "ISIF: is 3, which relaxes the cell too")]
    [InlineData("POTENTIALS", "Mo_xx", "there is no potential Mo_xx (there is Mo_sv)")]
    public void Contradictory_inputs_are_refused_before_anything_runs(string tag, string value, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<DftException>(() => new VaspEngine(Settings()).WriteInputs(new(Sheet, Settings((tag, value))), Part("1"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("KPOINTS", "many", "KPOINTS is 'many'")]
    [InlineData("POTCARS", "/nowhere", "/nowhere: there is no such folder")]
    [InlineData("PRESET", "2dmd-gold", "2dmd-gold: there is no such preset")]
    public void Settings_that_cannot_be_right_are_named(string name, string value, string complaint) =>
        Assert.StartsWith(complaint, Assert.Throws<DftException>(() => new VaspEngine(Settings((name, value)))).Message, StringComparison.Ordinal);

    private string Part(string number) => Directory.CreateDirectory(Path.Combine(_folder, $"part-{number}")).FullName;

    private Dictionary<string, string> Settings(params (string Name, string Value)[] changes)
    {
        var settings = new Dictionary<string, string>
        {
            ["PRESET"] = "2dmd-mos2",
            ["ENCUT"] = "450",
            ["LREAL"] = ".FALSE.",
            ["KPOINTS"] = "Monkhorst-Pack 3 3 1",
            ["POTCARS"] = _folder,
            ["POTENTIALS"] = "Mo_sv",
            ["PROGRAM"] = "srun vasp_std",
        };
        foreach (var (name, value) in changes)
            settings[name] = value;
        return settings;
    }
}
