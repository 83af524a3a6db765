using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Surrogate;
using DefiNet.Dft.Tests.Potentials;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Surrogate;

public sealed class SurrogateEngineTests : RunFolders
{
    private static readonly SurrogateEngine Bonded = new("bonded", new EngineCommand("/opt/definet", []));
    private static readonly SurrogateEngine Replay = new("replay", new EngineCommand("/opt/definet", []));

    private static readonly Dictionary<string, string> ThreeSteps = new(SurrogateEngine.DefaultSettings) { ["NSW"] = "3" };

    [Theory]
    [InlineData("Monkhorst-Pack 3 3 1", KpointsMode.MonkhorstPack, 9)]
    [InlineData("2 2 1", KpointsMode.Gamma, 4)]
    [InlineData(null, KpointsMode.Gamma, 1)]
    public void The_points_that_the_settings_ask_for_are_in_KPOINTS_and_in_the_output(string? points, KpointsMode mode, int count)
    {
        var folder = NewFolder();
        var settings = new Dictionary<string, string>(SurrogateEngine.DefaultSettings);
        if (points is not null)
            settings["KPOINTS"] = points;

        new SurrogateEngine("bonded").WriteInputs(new(Sheets.Pristine("hBN", 4, 4), settings), folder);
        new SurrogateRun(folder, "bonded").Run();

        var written = Kpoints.Read(Path.Combine(folder, "KPOINTS"));
        Assert.Equal((mode, (int?)count), (written.Mode, written.Count));
        Assert.DoesNotContain("KPOINTS", Text(folder, "INCAR"), StringComparison.Ordinal);
        Assert.Contains($"NKPTS ={count,7}", Text(folder, "OUTCAR"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_through_the_engine_comes_back_in_the_campaigns_order()
    {
        var (start, minimum) = MixedPair();
        var folder = NewFolder();

        Replay.WriteInputs(new(start, SurrogateEngine.DefaultSettings, minimum, start), folder);
        new SurrogateRun(folder, "replay").Run();
        var record = Replay.Read([folder]);

        var grouped = Read(folder, "POSCAR").Species;
        Assert.Equal(2, grouped.Zip(grouped.Skip(1)).Count(pair => pair.First != pair.Second));
        Assert.Equal(("surrogate", true, true, 1), (record.Engine, record.Converged, record.Finished, record.Parts));
        Assert.Equal(SurrogateRun.Version, record.EngineVersion);
        Assert.Equal(start.Species, record.FinalStructure!.Species);
        Assert.True(Apart(record.FinalStructure, minimum) < 0.05);
        Assert.True(Apart(start, minimum) > 0.05);
    }

    [Fact]
    public void A_cut_run_is_continued_from_its_last_complete_step()
    {
        var (start, minimum) = MixedPair();
        var (first, second) = (NewFolder(), NewFolder());
        var settings = new Dictionary<string, string>(SurrogateEngine.DefaultSettings);
        Replay.WriteInputs(new(start, settings, minimum, start), first);
        Assert.Throws<OperationCanceledException>(() => new SurrogateRun(first, "replay").Run(step =>
        {
            if (step.Index == 5)
                throw new OperationCanceledException();
        }));

        Assert.True(Replay.TryWriteContinuation([first], second));
        new SurrogateRun(second, "replay").Run();
        var record = Replay.Read([first, second]);

        Assert.Equal(2, record.Parts);
        Assert.Equal(5 + Replay.Read([second]).IonicSteps, record.IonicSteps);
        Assert.True(record.Converged);
        Assert.True(Apart(record.FinalStructure!, minimum) < 0.05);
    }

    [Fact]
    public void A_run_without_a_complete_step_begins_again()
    {
        var (start, minimum) = MixedPair();
        var first = NewFolder();
        Replay.WriteInputs(new(start, SurrogateEngine.DefaultSettings, minimum, start), first);

        Assert.False(Replay.TryWriteContinuation([first], NewFolder()));
    }

    [Fact]
    public void A_continuation_may_follow_a_part_without_a_complete_step()
    {
        var (start, minimum) = MixedPair();
        var (first, second, third) = (NewFolder(), NewFolder(), NewFolder());
        Replay.WriteInputs(new(start, ThreeSteps, minimum, start), first);
        new SurrogateRun(first, "replay").Run();
        Assert.True(Replay.TryWriteContinuation([first], second));

        Assert.True(Replay.TryWriteContinuation([first, second], third));

        Assert.Equal(Text(first, "CONTCAR"), Text(third, "POSCAR"));
        Assert.Equal(Text(first, "MINIMUM"), Text(third, "MINIMUM"));
        Assert.Equal(Text(first, "ORDER"), Text(third, "ORDER"));
    }

    [Fact]
    public void The_settings_hash_tells_settings_and_potentials_apart_but_not_their_spelling()
    {
        var settings = SurrogateEngine.DefaultSettings;
        var reordered = settings.Reverse().ToDictionary(pair => pair.Key.ToLowerInvariant(), pair => $" {pair.Value} ");
        var other = new Dictionary<string, string>(settings) { ["EDIFFG"] = "-0.01" };

        var hash = Bonded.SettingsHash(settings);

        Assert.Matches("^[0-9a-f]{64}$", hash);
        Assert.Equal(hash, Bonded.SettingsHash(reordered));
        Assert.NotEqual(hash, Bonded.SettingsHash(other));
        Assert.NotEqual(hash, Replay.SettingsHash(settings));
    }

    [Fact]
    public void The_command_is_this_programs_own()
    {
        var command = Replay.Command("/anywhere");

        Assert.Equal("/opt/definet", command.Program);
        Assert.Equal(["surrogate", "--potential", "replay"], command.Arguments);
        Assert.Equal(["surrogate", "--potential", "bonded", "--step-seconds", "0.25"], new SurrogateEngine("bonded") { StepSeconds = 0.25 }.Command("/anywhere").Arguments.TakeLast(5));
    }

    [Fact]
    public void Inputs_that_the_engine_cannot_treat_are_refused_before_anything_runs()
    {
        var (start, minimum) = MixedPair();
        var adatom = new Structure(start.Lattice, start.Species.Add(Element.Parse("S")), start.Fractional.Add(new(0.5, 0.5, 0.75)));
        var settings = SurrogateEngine.DefaultSettings;

        Assert.Contains("known minimum", Assert.Throws<DftException>(() => Replay.WriteInputs(new(start, settings), NewFolder())).Message, StringComparison.Ordinal);
        Assert.Contains("no adatoms", Assert.Throws<DftException>(() => Bonded.WriteInputs(new(adatom, settings), NewFolder())).Message, StringComparison.Ordinal);
        Assert.Contains("other atoms", Assert.Throws<DftException>(() => Bonded.WriteInputs(new(start, settings, Unrelaxed: adatom), NewFolder())).Message, StringComparison.Ordinal);
        Assert.Contains("no potential", Assert.Throws<DftException>(() => new SurrogateEngine("lda")).Message, StringComparison.Ordinal);
        Assert.Contains("not a supercell", Assert.Throws<DftException>(() => Bonded.WriteInputs(new(Structure.Of(Lattice.Cubic(20), ("S", 0, 0, 0)), settings), NewFolder())).Message, StringComparison.Ordinal);
        Assert.Equal(start.Count, minimum.Count);
    }

    [Theory]
    [InlineData("1\n1\n", "every number from 1 to")]
    [InlineData("x\n", "every number from 1 to")]
    [InlineData("", "ends before")]
    public void A_broken_order_is_refused(string lines, string sentence)
    {
        var (start, minimum) = MixedPair();
        var folder = NewFolder();
        Replay.WriteInputs(new(start, ThreeSteps, minimum, start), folder);
        new SurrogateRun(folder, "replay").Run();
        File.WriteAllText(Path.Combine(folder, "ORDER"), "comment\n" + lines);

        var complaint = Assert.ThrowsAny<Exception>(() => Replay.Read([folder]));

        Assert.Contains(sentence, complaint.Message, StringComparison.Ordinal);
    }

    // Atoms in an order that mixes the species, and a minimum near by.
    private static (Structure Start, Structure Minimum) MixedPair()
    {
        var atoms = Sheets.Atoms(Sheets.With(Sheets.Pristine("MoS2", 4, 4), (20, null), (3, "W")));
        var order = Enumerable.Range(0, atoms.Count).ToArray();
        new Random(51).Shuffle(order);
        var start = new Structure(atoms.Lattice, [.. order.Select(atom => atoms.Species[atom])], [.. order.Select(atom => atoms.Fractional[atom])]);
        return (start, Sheets.Shaken(start, seed: 52, amount: 0.1));
    }

    // Largest distance of an atom once a translation of all is left aside.
    private static double Apart(Structure one, Structure other)
    {
        var ways = one.Fractional.Zip(other.Fractional, (a, b) =>
        {
            var way = a - b;
            return one.Lattice.ToCartesian(way - new Vector3(Math.Round(way.X), Math.Round(way.Y), Math.Round(way.Z)));
        }).ToImmutableArray();
        var mean = ways.Aggregate(Vector3.Zero, (sum, way) => sum + way) / ways.Length;
        return ways.Max(way => (way - mean).Length);
    }
}
