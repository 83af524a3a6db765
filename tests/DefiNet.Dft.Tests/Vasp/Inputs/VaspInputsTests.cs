using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft.Tests.Vasp.Potcars;
using DefiNet.Dft.Vasp;
using DefiNet.Dft.Vasp.Checks;
using DefiNet.Dft.Vasp.Inputs;
using DefiNet.Dft.Vasp.Potcars;

namespace DefiNet.Dft.Tests.Vasp.Inputs;

public sealed class VaspInputsTests : IDisposable
{
    private static readonly Structure Sheet = Structure.Of(new Lattice(new(3.19, 0, 0), new(-1.595, 2.7626, 0), new(0, 0, 20)), ("S", 0.3333, 0.6667, 0.58), ("Mo", 0, 0, 0.5), ("S", 0.3333, 0.6667, 0.42));

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-inputs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_preset_that_ships_gives_inputs_without_an_error()
    {
        Assert.Equal(["2dmd-bp", "2dmd-gase", "2dmd-hbn", "2dmd-inse", "2dmd-mos2", "2dmd-mos2-low", "2dmd-wse2", "2dmd-wse2-low"], VaspPreset.Names);
        foreach (var name in VaspPreset.Names)
        {
            var folder = Path.Combine(_folder, name);
            VaspInputs.Write(Sheet, VaspPreset.Read(name), null, folder);

            Assert.DoesNotContain(FolderCheck.Of(folder), problem => problem.IsError);
            Assert.Equal((500.0, 1e-6, -0.01, 2), (Incar.Read(Path.Combine(folder, "INCAR")) is var incar ? (incar.Number("ENCUT")!.Value, incar.Ediff, incar.Ediffg, incar.Isif) : default));
        }
    }

    [Fact]
    public void Atoms_are_grouped_potentials_follow_their_order_and_the_order_is_kept_beside()
    {
        foreach (var symbol in (string[])["Mo", "S"])
            File.WriteAllText(Path.Combine(_folder, $"POTCAR.{symbol}"), MadePotcar.Text(symbol));
        var folder = Path.Combine(_folder, "run");

        var potcar = VaspInputs.Write(Sheet, VaspPreset.Read("2dmd-mos2"), new PotcarLibrary(_folder), folder);

        using var text = File.OpenText(Path.Combine(folder, "POSCAR"));
        Assert.Equal(["S", "S", "Mo"], PoscarReader.Read(text, "POSCAR").Species.Select(element => element.Symbol));
        Assert.Equal(["S", "Mo"], potcar.Select(header => header.Symbol));
        Assert.True(File.Exists(Path.Combine(folder, "ORDER")));
        Assert.DoesNotContain(FolderCheck.Of(folder), problem => problem.IsError);
    }

    [Fact]
    public void A_potcar_in_another_order_than_the_poscar_is_an_error()
    {
        VaspInputs.Write(Sheet, VaspPreset.Read("2dmd-mos2"), null, _folder);
        File.WriteAllText(Path.Combine(_folder, "POTCAR"), MadePotcar.Text("Mo") + MadePotcar.Text("S"));

        Assert.Contains(FolderCheck.Of(_folder), problem => problem.ToString() == $"{_folder}/POTCAR: TITEL: the potentials are those of Mo S; POSCAR has S Mo, and the order must be the same.");
    }

    [Fact]
    public void Files_that_are_missing_or_broken_are_named()
    {
        File.WriteAllText(Path.Combine(_folder, "INCAR"), "NSW = \"5\n");
        File.WriteAllText(Path.Combine(_folder, "KPOINTS"), "grid\n0\nGamma\n1 x 1\n");

        var problems = FolderCheck.Of(_folder).Select(problem => problem.ToString()).ToList();

        Assert.Contains(problems, problem => problem.StartsWith($"{_folder}/INCAR:1: a quotation is opened", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith($"{_folder}/KPOINTS:4:", StringComparison.Ordinal));
        Assert.Contains($"{_folder}/POSCAR: the file is missing; it says where the atoms start.", problems);
    }

    [Fact]
    public void A_spacing_gives_the_divisions_of_KSPACING_and_one_along_the_vacuum()
    {
        Assert.Equal(2, Vacuum.AxisOf(Sheet));
        // Reciprocal vectors of 2.274 1/Å, with 2π: 0.25 of them is 9.1, rounded up.
        Assert.Equal((10, 10, 1), Kpoints.BySpacing(Sheet.Lattice, 0.25, Vacuum.AxisOf(Sheet)).Divisions);
        Assert.Equal((10, 10, 2), Kpoints.BySpacing(Sheet.Lattice, 0.25).Divisions);
        Assert.Equal((1, 1, 1), Kpoints.BySpacing(Sheet.Lattice, 100).Divisions);
        Assert.Throws<DftException>(() => Kpoints.BySpacing(Sheet.Lattice, 0));
        Assert.Throws<DftException>(() => Kpoints.BySpacing(Sheet.Lattice, 1e-12));
    }

    [Fact]
    public void Runs_with_the_same_inputs_differ_in_nothing_and_every_tag_that_counts_is_told()
    {
        var (one, other) = (Path.Combine(_folder, "one"), Path.Combine(_folder, "other"));
        var preset = VaspPreset.Read("2dmd-mos2");
        VaspInputs.Write(Sheet, preset, null, one);
        VaspInputs.Write(Sheet, preset with { Incar = preset.Incar.With("NCORE", "8").With("ENCUT", "5E2").With("NSW", "20") }, null, other);
        Assert.Empty(RunFingerprint.Read(one).Differences(RunFingerprint.Read(other)));
        Assert.Equal(RunFingerprint.Read(one).SettingsHash, RunFingerprint.Read(other).SettingsHash);

        VaspInputs.Write(Sheet, preset with { Incar = preset.Incar.With("ENCUT", "400"), Kpoints = Kpoints.Gamma(2, 2, 1) }, null, other);

        Assert.Equal(["ENCUT", "KPOINTS"], RunFingerprint.Read(one).Differences(RunFingerprint.Read(other)).Select(setting => setting.Name));
    }

    [Fact]
    public void Real_runs_compare_with_themselves_and_not_with_those_of_other_settings()
    {
        if (RealOutputs.Folder is not { } folder)
        {
            Assert.Skip("The folder of real VASP outputs (shared/vasp) is not here.");
            return;
        }

        RunFingerprint Run(string name) => RunFingerprint.Read(Path.Combine(folder, "outcar", name));
        var charged = Run("doped__tests__data__ZnS__vac_2_S_1__vasp_std__OUTCAR.gz");
        var neutral = Run("doped__tests__data__ZnS__vac_2_S_0__vasp_std__OUTCAR.gz");

        Assert.True(RunComparison.Of(neutral, neutral).Comparable);
        Assert.Equal(["other settings: NELECT is 570 and 569; NUPDOWN is 0 and 1"], RunComparison.Of(neutral, charged).Reasons);
    }
}
