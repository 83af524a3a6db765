using DefiNet.Crystals;
using DefiNet.Dft.Cp2k;
using DefiNet.Dft.Tests.Runs;

namespace DefiNet.Dft.Tests.Cp2k;

public sealed class Cp2kInputTests
{
    [Fact]
    public void What_is_written_is_read_back_equal()
    {
        var random = new Random(3);
        for (var round = 0; round < 1000; round++)
        {
            var start = RandomSheet.Of(random);
            var settings = Cp2kSettings.Of(new Dictionary<string, string>
            {
                ["METHOD"] = random.Next(2) == 0 ? "PBE" : "GFN1-xTB",
                ["BASIS"] = random.Next(2) == 0 ? "SZV" : "DZVP",
                ["OPTIMIZER"] = new[] { "BFGS", "LBFGS", "CG" }[random.Next(3)],
                ["CUTOFF"] = random.Next(100, 900).ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["CHARGE"] = random.Next(-2, 3).ToString(System.Globalization.CultureInfo.InvariantCulture),
            });
            var input = Cp2kInputComposer.Compose(start, settings);

            var text = new StringWriter();
            Cp2kInput.Write(input, text);
            var read = Cp2kInput.Read(new StringReader(text.ToString()), "cp2k.inp");

            Assert.Equal(input, read);
            var back = Cp2kInput.StructureOf(read, "cp2k.inp");
            Assert.Equal(start.Species, back.Species);
            Assert.Equal(start.Cartesian, back.Cartesian);
            Assert.Equal(start.Lattice.A, back.Lattice.A);
            Assert.Equal(start.Lattice.B, back.Lattice.B);
            Assert.Equal(start.Lattice.C, back.Lattice.C);
            var frozen = !start.Freedom.IsDefault;
            Assert.Equal(frozen, !back.Freedom.IsDefault);
            if (frozen)
                Assert.Equal(start.Freedom, back.Freedom);
        }
    }

    [Theory]
    [InlineData("B", "N", null, 1)]
    [InlineData("C", "N", null, 2)]
    [InlineData("C", "N", "4", 4)]
    public void The_multiplicity_follows_from_the_number_of_electrons(string one, string other, string? given, int expected)
    {
        var pair = Structure.Of(Lattice.Cubic(12), (one, 0, 0, 0.5), (other, 0.1, 0, 0.5));
        var settings = Cp2kSettings.Of(given is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["MULTIPLICITY"] = given });

        var dft = Cp2kInputComposer.Compose(pair, settings).At("FORCE_EVAL", "DFT")!;

        Assert.Equal(expected, int.Parse(dft.Value("MULTIPLICITY")!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(expected > 1 ? "T" : "F", dft.Value("UKS"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("none", false)]
    [InlineData("analytical", true)]
    public void The_stress_is_printed_where_it_is_asked_for_and_changes_no_result(string? given, bool printed)
    {
        var pair = Structure.Of(Lattice.Cubic(12), ("B", 0, 0, 0.5), ("N", 0.1, 0, 0.5));
        var settings = Cp2kSettings.Of(given is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["STRESS_TENSOR"] = given });

        var input = Cp2kInputComposer.Compose(pair, settings);

        Assert.Equal(printed ? "ANALYTICAL" : null, input.At("FORCE_EVAL")!.Value("STRESS_TENSOR"));
        Assert.Equal(printed, input.At("FORCE_EVAL", "PRINT", "STRESS_TENSOR") is not null);
        Assert.Equal(Cp2kSettings.Of(new Dictionary<string, string>()).Canonical(), settings.Canonical());
    }

    [Fact]
    public void A_multiplicity_that_the_electrons_do_not_allow_is_refused()
    {
        var pair = Structure.Of(Lattice.Cubic(12), ("C", 0, 0, 0.5), ("N", 0.1, 0, 0.5));

        var refusal = Assert.Throws<DftException>(() => Cp2kInputComposer.Compose(pair, Cp2kSettings.Of(new Dictionary<string, string> { ["MULTIPLICITY"] = "3" })));

        Assert.Contains("an odd number of electrons needs an even one", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_with_vacuum_is_periodic_in_its_plane_under_PBE_and_everywhere_under_xTB()
    {
        var layer = Structure.Of(Lattice.Cubic(12), ("B", 0, 0, 0.5), ("N", 0.1, 0, 0.5));

        Assert.Equal("XY", Cell("PBE").Value("PERIODIC"));
        Assert.Equal("XYZ", Cell("GFN1-XTB").Value("PERIODIC"));

        Cp2kSection Cell(string method) => Cp2kInputComposer.Compose(layer, Cp2kSettings.Of(new Dictionary<string, string> { ["METHOD"] = method })).At("FORCE_EVAL", "SUBSYS", "CELL")!;
    }

    [Theory]
    [InlineData("NELM", "60", "no setting of CP2K")]
    [InlineData("OPTIMIZER", "FIRE", "BFGS or LBFGS or CG")]
    [InlineData("CUTOFF", "-3", "a number from 20")]
    [InlineData("PROGRAM", "cp2k; rm -rf x", "without blanks")]
    public void A_setting_that_cannot_be_right_is_refused(string name, string value, string expected) =>
        Assert.Contains(expected, Assert.Throws<DftException>(() => Cp2kSettings.Of(new Dictionary<string, string> { [name] = value })).Message, StringComparison.Ordinal);

    [Fact]
    public void An_input_that_was_cut_is_refused() =>
        Assert.Contains("not closed", Assert.Throws<DftException>(() => Cp2kInput.Read(new StringReader("&FORCE_EVAL\n  &DFT\n  &END DFT\n"), "cp2k.inp")).Message, StringComparison.Ordinal);

    [Fact]
    public void Threads_and_time_limits_leave_runs_comparable_and_the_optimiser_does_not()
    {
        var engine = new Cp2kEngine();
        string Hash(string name, string value) => engine.SettingsHash(new Dictionary<string, string> { [name] = value });

        Assert.Equal(Hash("THREADS", "1"), Hash("THREADS", "2"));
        Assert.Equal(Hash("WALLTIME", "100"), Hash("WALLTIME", "200"));
        Assert.Equal(Hash("MAX_FORCE", "4.5E-4"), Hash("MAX_FORCE", "0.00045"));
        Assert.NotEqual(Hash("OPTIMIZER", "BFGS"), Hash("OPTIMIZER", "CG"));
    }
}
