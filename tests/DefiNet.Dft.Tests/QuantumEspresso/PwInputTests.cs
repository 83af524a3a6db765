using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Dft.QuantumEspresso;
using DefiNet.Dft.Tests.Runs;

namespace DefiNet.Dft.Tests.QuantumEspresso;

public sealed class PwInputTests : IDisposable
{
    private readonly string _potentials = Directory.CreateTempSubdirectory("definet-upf-").FullName;

    public PwInputTests()
    {
        Potential("B.pbe.UPF", "B", "SLA  PW   PBX  PBC", 3, 43, 325);
        Potential("C.pbe.UPF", "C", "PBE", 4, 38, 150);
        Potential("N.pbe.UPF", "N", "PBE", 5, 30, 200);
    }

    public void Dispose() => Directory.Delete(_potentials, recursive: true);

    [Fact]
    public void What_is_written_is_read_back_equal()
    {
        var random = new Random(4);
        for (var round = 0; round < 1000; round++)
        {
            var start = RandomSheet.Of(random);
            var input = PwInputComposer.Compose(start, Settings(
                ("K_POINTS", random.Next(2) == 0 ? "GAMMA" : $"{random.Next(1, 6)} {random.Next(1, 6)} 1"),
                ("NSTEP", random.Next(1, 500).ToString(CultureInfo.InvariantCulture)),
                ("TOT_CHARGE", random.Next(-1, 2).ToString(CultureInfo.InvariantCulture))));

            var text = new StringWriter();
            input.Write(text);
            var read = PwInput.Read(new StringReader(text.ToString()), "pw.in");

            Assert.Equal(input, read);
            var back = read.ToStructure("pw.in");
            Assert.Equal(start.Species, back.Species);
            Assert.Equal(start.Cartesian, back.Cartesian);
            Assert.Equal(start.Lattice.B, back.Lattice.B);
            Assert.Equal(start.Freedom.IsDefault, back.Freedom.IsDefault);
            if (!start.Freedom.IsDefault)
                Assert.Equal(start.Freedom, back.Freedom);
        }
    }

    [Fact]
    public void Cutoffs_and_spin_follow_from_the_pseudopotentials()
    {
        var pair = Structure.Of(Lattice.Cubic(15), ("B", 0, 0, 0.5), ("C", 0.1, 0, 0.5), ("B", 0.3, 0, 0.5), ("N", 0.5, 0, 0.5));

        var system = PwInputComposer.Compose(pair, Settings()).Namelist("SYSTEM")!;

        Assert.Equal("43", system["ecutwfc"]);
        Assert.Equal("325", system["ecutrho"]);
        Assert.Equal("2", system["nspin"]); // 3 + 4 + 3 + 5 electrons
        Assert.Equal("0.5", system["starting_magnetization(2)"]);
        Assert.Equal("'2D'", system["assume_isolated"]);
    }

    [Fact]
    public void Two_points_along_the_vacuum_are_refused()
    {
        var pair = Structure.Of(Lattice.Cubic(15), ("B", 0, 0, 0.5), ("N", 0.1, 0, 0.5));

        Assert.Contains("along the vacuum", Assert.Throws<DftException>(() => PwInputComposer.Compose(pair, Settings(("K_POINTS", "2 2 2")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_files_for_one_element_must_be_told_apart_by_name()
    {
        Potential("B.pbe-other.UPF", "B", "PBE", 3, 30, 120);
        var pair = Structure.Of(Lattice.Cubic(15), ("B", 0, 0, 0.5), ("N", 0.1, 0, 0.5));

        var refusal = Assert.Throws<DftException>(() => PwInputComposer.Compose(pair, Settings()));
        var chosen = PwInputComposer.Compose(pair, Settings(("PSEUDOPOTENTIALS", "B=B.pbe-other.UPF")));

        Assert.Contains("PSEUDOPOTENTIALS", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("B.pbe-other.UPF", chosen.Card("ATOMIC_SPECIES")!.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_element_is_named() =>
        Assert.Contains("pseudopotential of Mo", Assert.Throws<DftException>(() => PwInputComposer.Compose(Structure.Of(Lattice.Cubic(15), ("Mo", 0, 0, 0.5)), Settings())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("&CONTROL\n calculation = 'relax'\n", "not closed")]
    [InlineData("nonsense\n", "outside namelists")]
    [InlineData("&CONTROL\n calculation\n/\n", "no equals sign")]
    public void An_input_that_cannot_be_right_is_refused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<DftException>(() => PwInput.Read(new StringReader(text), "pw.in")).Message, StringComparison.Ordinal);

    [Fact]
    public void Headers_of_both_versions_of_the_format_are_read()
    {
        File.WriteAllText(Path.Combine(_potentials, "S.old.UPF"), """
            <PP_INFO>
            </PP_INFO>
            <PP_HEADER>
               0                   Version Number
              S                    Element
               US                  Ultrasoft pseudopotential
                F                  Nonlinear Core Correction
             SLA  PW   PBE  PBE     PBE  Exchange-Correlation functional
                6.00000000000      Z valence
              -20.00000000000      Total energy
                30.0    200.0     Suggested cutoff for wfc and rho
            </PP_HEADER>
            """);

        var old = PseudopotentialReader.Read(Path.Combine(_potentials, "S.old.UPF"));
        var boron = PseudopotentialReader.Read(Path.Combine(_potentials, "B.pbe.UPF"));

        Assert.Equal(("S", "PBE", 6, 30, 200), (old.Element.Symbol, old.Functional, old.ValenceElectrons, old.WavefunctionCutoff, old.DensityCutoff));
        Assert.Equal(("B", "PBE", 3, 43, 325), (boron.Element.Symbol, boron.Functional, boron.ValenceElectrons, boron.WavefunctionCutoff, boron.DensityCutoff));
        Assert.Equal(64, boron.Sha256.Length);
    }

    [Fact]
    public void A_killed_run_goes_on_from_the_positions_of_its_last_complete_step()
    {
        var first = Directory.CreateDirectory(Path.Combine(_potentials, "part-1")).FullName;
        var second = Directory.CreateDirectory(Path.Combine(_potentials, "part-2")).FullName;
        var engine = new PwEngine(new Dictionary<string, string> { ["PSEUDO_DIR"] = _potentials });
        var bytes = RecordedOutput.Bytes("QuantumEspresso", "relaxed.out");
        var recorded = PwOutputReader.Read(new MemoryStream(bytes), keepEveryStep: true)[0];
        engine.WriteInputs(new(Structure.FromCartesian(recorded.Lattice!, recorded.Species, recorded.Positions[0]), new Dictionary<string, string> { ["PSEUDO_DIR"] = _potentials }), first);
        File.WriteAllBytes(Path.Combine(first, PwEngine.Output), bytes[..^9000]);

        Assert.True(engine.TryWriteContinuation([first], second));

        var start = PwInput.ReadFile(Path.Combine(second, PwEngine.Input)).ToStructure("pw.in");
        var cut = engine.Read([first]);
        Assert.InRange(cut.IonicSteps, 1, 4);
        Assert.False(cut.Finished);
        Assert.Equal(recorded.Positions[cut.IonicSteps - 1][1], start.Cartesian[1]);
        Assert.Equal(cut.FinalStructure!.Cartesian[1], start.Cartesian[1]);
    }

    private PwSettings Settings(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string> { ["PSEUDO_DIR"] = _potentials };
        foreach (var (name, value) in more)
            settings[name] = value;
        return PwSettings.Of(settings);
    }

    private void Potential(string file, string element, string functional, double valence, double wave, double density) =>
        File.WriteAllText(Path.Combine(_potentials, file), string.Create(CultureInfo.InvariantCulture, $"""
            <UPF version="2.0.1">
              <PP_INFO>
                Suggested minimum cutoff for wavefunctions:  {wave}. Ry
                Suggested minimum cutoff for charge density: {density}. Ry
              </PP_INFO>
              <PP_HEADER
                 generated="by hand"
                 element="{element} "
                 functional="{functional}"
                 z_valence="{valence:e15}"
                 wfc_cutoff="{wave:e15}"
                 rho_cutoff="{density:e15}"/>
            </UPF>
            """));
}
