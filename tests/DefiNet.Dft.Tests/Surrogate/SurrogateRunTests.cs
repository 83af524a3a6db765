using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Potentials;
using DefiNet.Dft.Surrogate;
using DefiNet.Dft.Tests.Potentials;

namespace DefiNet.Dft.Tests.Surrogate;

public sealed class SurrogateRunTests : RunFolders
{
    private const string Relaxation = "IBRION = 2\nNSW = 200\nPOTIM = 0.5\nEDIFF = 1E-6\nEDIFFG = -0.02\nISIF = 2\n";

    private static readonly string[] Outputs = ["OUTCAR", "OSZICAR", "XDATCAR", "CONTCAR", "vasprun.xml"];

    [Fact]
    public void A_relaxation_ends_below_its_force_criterion_and_says_so()
    {
        var folder = NewRun(Vacancy(), Relaxation);
        var steps = new List<SurrogateStep>();

        var outcome = new SurrogateRun(folder, "bonded").Run(steps.Add);

        Assert.True(outcome.ReachedAccuracy);
        Assert.InRange(outcome.Steps, 5, 100);
        Assert.Equal(outcome.Steps, steps.Count);
        Assert.True(outcome.MaxForce < 0.02);
        Assert.All(steps.SkipLast(1), step => Assert.True(step.MaxForce >= 0.02));
        Assert.Contains("reached required accuracy", Text(folder, "OUTCAR"), StringComparison.Ordinal);
        Assert.Equal(outcome.Steps, Count(Text(folder, "OUTCAR"), "TOTAL-FORCE (eV/Angst)"));
    }

    [Fact]
    public void Every_file_says_that_it_is_a_rehearsal()
    {
        var folder = NewRun(Vacancy(), Relaxation);

        new SurrogateRun(folder, "bonded").Run();

        Assert.All(Outputs, name => Assert.Contains("REHEARSAL", Text(folder, name), StringComparison.Ordinal));
        Assert.StartsWith("surrogate.", Text(folder, "OUTCAR").TrimStart(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MoS2")]
    [InlineData("BP")]
    public void A_relaxed_host_stays_put(string host)
    {
        var outcome = new SurrogateRun(NewRun(Sheets.Pristine(host, 4, 4), Relaxation), "bonded").Run();

        Assert.Equal(new(1, true, false, outcome.Energy, outcome.MaxForce), outcome);
        Assert.Equal(0, outcome.MaxForce!.Value, 1e-4);
    }

    [Fact]
    public void The_same_inputs_give_the_same_bytes()
    {
        var (first, second) = (NewRun(Vacancy(), Relaxation), NewRun(Vacancy(), Relaxation));

        new SurrogateRun(first, "bonded").Run();
        new SurrogateRun(second, "bonded").Run();

        foreach (var name in Outputs.Except(["OUTCAR"]))
            Assert.Equal(Text(first, name), Text(second, name));
        Assert.Equal(UpToTimes(Text(first, "OUTCAR")), UpToTimes(Text(second, "OUTCAR")));

        static string UpToTimes(string text) => text[..text.LastIndexOf("General timing", StringComparison.Ordinal)];
    }

    [Theory]
    [InlineData("IBRION = 1")]
    [InlineData("IBRION = 3\nSMASS = 0.4")]
    [InlineData("IBRION = 3\nPOTIM = 0.15")]
    public void The_other_optimisers_end_at_the_same_energy(string tags)
    {
        var expected = new SurrogateRun(NewRun(Vacancy(), Relaxation), "bonded").Run();

        var outcome = new SurrogateRun(NewRun(Vacancy(), Relaxation.Replace("IBRION = 2", tags, StringComparison.Ordinal)), "bonded").Run();

        Assert.True(outcome.ReachedAccuracy);
        Assert.Equal(expected.Energy!.Value, outcome.Energy!.Value, 2e-3);
    }

    [Fact]
    public void An_energy_criterion_ends_at_a_small_change()
    {
        var steps = new List<SurrogateStep>();

        var outcome = new SurrogateRun(NewRun(Vacancy(), Relaxation.Replace("-0.02", "1E-4", StringComparison.Ordinal)), "bonded").Run(steps.Add);

        Assert.True(outcome.ReachedAccuracy);
        Assert.True(Math.Abs(steps[^1].Energy - steps[^2].Energy) < 1e-4);
    }

    [Fact]
    public void Without_a_criterion_all_steps_are_made()
    {
        var outcome = new SurrogateRun(NewRun(Sheets.Pristine("hBN", 4, 4), "IBRION = 2\nNSW = 7\nEDIFFG = 0\n"), "bonded").Run();

        Assert.Equal((7, false), (outcome.Steps, outcome.ReachedAccuracy));
    }

    [Fact]
    public void NSW_ends_a_relaxation_that_is_not_done()
    {
        var folder = NewRun(Vacancy(), Relaxation.Replace("NSW = 200", "NSW = 3", StringComparison.Ordinal));

        var outcome = new SurrogateRun(folder, "bonded").Run();

        Assert.Equal((3, false), (outcome.Steps, outcome.ReachedAccuracy));
        Assert.DoesNotContain("reached required accuracy", Text(folder, "OUTCAR"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_ionic_steps_one_energy_is_computed()
    {
        var start = Vacancy();
        var folder = NewRun(start, "NSW = 0\n");

        var outcome = new SurrogateRun(folder, "bonded").Run();

        Assert.Equal((1, false), (outcome.Steps, outcome.ReachedAccuracy));
        Assert.Equal(0, Farthest(start, Read(folder, "CONTCAR")), 1e-9);
    }

    [Fact]
    public void Frozen_atoms_and_directions_stay_where_they_are()
    {
        var start = Vacancy();
        var freedom = start.Species.Select((_, atom) => atom % 3 == 0 ? AxisFreedom.Frozen : atom % 3 == 1 ? new AxisFreedom(true, true, false) : AxisFreedom.Free);
        start = start with { Freedom = [.. freedom] };
        var folder = NewRun(start, Relaxation);

        var outcome = new SurrogateRun(folder, "bonded").Run();

        Assert.True(outcome.ReachedAccuracy);
        var end = Read(folder, "CONTCAR");
        for (var atom = 0; atom < start.Count; atom++)
        {
            var moved = end.Fractional[atom] - start.Fractional[atom];
            if (atom % 3 == 0)
                Assert.True(moved.Length < 1e-12);
            if (atom % 3 == 1)
                Assert.Equal(0, moved.Z, 1e-12);
        }

        Assert.True(Farthest(start, end) > 0.01);
    }

    [Fact]
    public void STOPCAR_ends_the_run_after_the_ionic_step()
    {
        var folder = NewRun(Vacancy(), Relaxation);

        var outcome = new SurrogateRun(folder, "bonded").Run(step =>
        {
            if (step.Index == 4)
                File.WriteAllText(Path.Combine(folder, "STOPCAR"), "LSTOP = .TRUE.\n");
        });

        Assert.Equal((5, false, true), (outcome.Steps, outcome.ReachedAccuracy, outcome.Stopped));
    }

    [Fact]
    public void STOPCAR_ends_the_run_at_once()
    {
        var folder = NewRun(Vacancy(), Relaxation);

        var outcome = new SurrogateRun(folder, "bonded").Run(step =>
        {
            if (step.Index == 4)
                File.WriteAllText(Path.Combine(folder, "STOPCAR"), "LABORT = .TRUE.\n");
        });

        Assert.Equal((4, false, true), (outcome.Steps, outcome.ReachedAccuracy, outcome.Stopped));
        Assert.Equal(4, Count(Text(folder, "OUTCAR"), "TOTAL-FORCE (eV/Angst)"));
    }

    [Fact]
    public void A_cut_run_goes_on_from_its_CONTCAR_to_the_same_end()
    {
        var whole = new SurrogateRun(NewRun(Vacancy(), Relaxation), "bonded").Run();
        var cut = NewRun(Vacancy(), Relaxation.Replace("NSW = 200", "NSW = 6", StringComparison.Ordinal));
        new SurrogateRun(cut, "bonded").Run();
        var rest = NewRun(Read(cut, "CONTCAR"), Relaxation);
        Write(rest, "SITES", Sites().Listed());

        var outcome = new SurrogateRun(rest, "bonded").Run();

        Assert.True(outcome.ReachedAccuracy);
        Assert.Equal(whole.Energy!.Value, outcome.Energy!.Value, 2e-3);
    }

    [Fact]
    public void Replay_ends_at_the_known_minimum()
    {
        var start = Vacancy();
        var minimum = Sheets.Shaken(start, seed: 42, amount: 0.12);
        var folder = NewRun(start, Relaxation.Replace("-0.02", "-0.005", StringComparison.Ordinal));
        Write(folder, "MINIMUM", minimum);

        var outcome = new SurrogateRun(folder, "replay").Run();

        Assert.True(outcome.ReachedAccuracy);
        Assert.Equal(0, outcome.Energy!.Value, 1e-3);
    }

    [Fact]
    public void The_potential_does_not_depend_on_the_start()
    {
        var (raw, moved) = (Vacancy(), Sheets.Shaken(Vacancy(), seed: 43, amount: 0.15));
        var first = NewRun(raw, Relaxation);
        var second = NewRun(moved, Relaxation);
        Write(second, "SITES", Sites().Listed());

        var (one, other) = (new SurrogateRun(first, "bonded").Run(), new SurrogateRun(second, "bonded").Run());

        Assert.Equal(one.Energy!.Value, other.Energy!.Value, 2e-3);
    }

    [Fact]
    public void A_longer_step_can_be_pretended()
    {
        var folder = NewRun(Sheets.Pristine("hBN", 4, 4), "NSW = 0\n");
        var clock = System.Diagnostics.Stopwatch.StartNew();

        new SurrogateRun(folder, "bonded", TimeSpan.FromMilliseconds(120)).Run();

        Assert.True(clock.ElapsedMilliseconds >= 120);
    }

    [Theory]
    [InlineData("IBRION = 5\nNSW = 1", "IBRION is 5")]
    [InlineData("IBRION = 2\nNSW = 10\nISIF = 3", "ISIF is 3")]
    [InlineData("IBRION = 2\nNSW = 10\nIOPTCELL = 1 1 0 1 1 0 0 0 0", "IOPTCELL")]
    [InlineData("IBRION = 2\nNSW = 10\nPOTIM = -1", "POTIM is -1")]
    [InlineData("IBRION = 2\nNSW = 10\nNELM = 0", "NELM is 0")]
    [InlineData("IBRION = 2\nNSW = 10\nEDIFF = 0", "EDIFF is 0")]
    [InlineData("IBRION = 2\nNSW = 99999999", "NSW is 99999999")]
    public void What_the_surrogate_does_not_do_is_refused(string incar, string sentence)
    {
        var complaint = Assert.Throws<DftException>(() => new SurrogateRun(NewRun(Vacancy(), incar), "bonded"));

        Assert.Contains(sentence, complaint.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_inputs_are_named()
    {
        var folder = NewFolder();
        Assert.Contains("POSCAR is missing", Assert.Throws<DftException>(() => new SurrogateRun(folder, "bonded")).Message, StringComparison.Ordinal);
        Write(folder, "POSCAR", Vacancy());
        Assert.Contains("INCAR is missing", Assert.Throws<DftException>(() => new SurrogateRun(folder, "bonded")).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "INCAR"), Relaxation);
        Assert.Contains("MINIMUM", Assert.Throws<DftException>(() => new SurrogateRun(folder, "replay")).Message, StringComparison.Ordinal);
        Assert.Contains("no potential 'lda'", Assert.Throws<DftException>(() => new SurrogateRun(folder, "lda")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_sites_are_refused()
    {
        var folder = NewRun(Vacancy(), Relaxation);
        Write(folder, "SITES", Sheets.Pristine("MoS2", 3, 3));

        var complaint = Assert.Throws<DftException>(() => new SurrogateRun(folder, "bonded"));

        Assert.Contains("27 sites for 47 atoms", complaint.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Electronic_steps_stay_within_NELM_and_follow_the_motion()
    {
        var first = ElectronicRehearsal.Energies(-5, null, 1e-6, 60);
        var small = ElectronicRehearsal.Energies(-5, 0.001, 1e-6, 60);

        Assert.Equal(-5, first[^1]);
        Assert.True(Math.Abs(first[^1] - first[^2]) < 1e-6);
        Assert.True(small.Length < first.Length);
        Assert.Equal(4, ElectronicRehearsal.Energies(-5, null, 1e-6, 4).Length);
        Assert.Equal(2, ElectronicRehearsal.Energies(-5, 0, 1e-6, 60).Length);
    }

    // A sulphur vacancy and a tungsten atom in 4 x 4 MoS2.
    private static Structure Vacancy() => Sheets.Atoms(Sites());

    private static HostSites Sites() => Sheets.With(Sheets.Pristine("MoS2", 4, 4), (20, null), (3, "W"));

    private static double Farthest(Structure a, Structure b) =>
        a.Fractional.Zip(b.Fractional, (one, other) => a.Lattice.ToCartesian(one - other).Length).Max();

    private static int Count(string text, string what) => text.Split(what).Length - 1;
}
