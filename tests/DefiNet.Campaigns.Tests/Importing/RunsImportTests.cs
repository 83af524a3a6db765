using DefiNet.Campaigns.Importing;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft.Vasp;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Tests.Importing;

public sealed class RunsImportTests : IDisposable
{
    private readonly TestStore _store = TestStore.OnSqlite();
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-runs-").FullName;

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Runs_become_configurations_with_their_defects_a_raw_start_a_record_and_every_step()
    {
        Relaxation("a", Vacancy(0), steps: 3);
        Relaxation("deep/er/b", Vacancy(1), steps: 2, finish: false);

        var summary = Import();

        Assert.Empty(summary.Refused);
        Assert.Equal([new ImportedRuns("MoS2", 2, 2, 0, 1, 5)], summary.Materials);
        using var context = Store.Open(_store.Address).NewContext();
        var runs = context.Runs.Include(run => run.Start).ThenInclude(start => start!.Configuration).Include(run => run.Record).ThenInclude(record => record!.Steps).Include(run => run.Events).OrderBy(run => run.Id).ToList();
        Assert.Equal(["V_Mo", "V_S"], runs.Select(run => run.Start!.Configuration!.Descriptor).Order(StringComparer.Ordinal));
        Assert.All(runs, run => Assert.Equal(("raw", "recorded", "vasp", "import"), (run.Start!.Relaxer, run.State, run.Engine, Assert.Single(run.Events).Event)));
        Assert.Equal([3, 2], runs.Select(run => run.Record!.Steps.Count));
        Assert.Equal([true, false], runs.Select(run => run.Record!.Converged));
        Assert.All(runs, run => Configurations.Of(run.Start!.Configuration!));
    }

    [Fact]
    public void Imported_again_nothing_is_doubled_and_what_has_gone_on_is_brought_up_to_date()
    {
        Relaxation("a", Vacancy(0), steps: 3);
        Relaxation("b", Vacancy(1), steps: 2, finish: false);
        Import();
        Directory.Move(Path.Combine(_folder, "a"), Path.Combine(_folder, "moved"));
        Relaxation("b", Vacancy(1), steps: 4);

        var again = Import();
        var third = Import();

        Assert.Equal([new ImportedRuns("MoS2", 2, 0, 1, 2, 7)], again.Materials);
        Assert.Equal([new ImportedRuns("MoS2", 2, 0, 0, 2, 7)], third.Materials);
        using var context = Store.Open(_store.Address).NewContext();
        Assert.Equal((2, 2, 2, 7), (context.Configurations.Count(), context.Runs.Count(), context.Records.Count(), context.Steps.Count()));
    }

    [Fact]
    public void What_cannot_be_used_is_named_and_the_others_are_stored()
    {
        Relaxation("a", Vacancy(0), steps: 1);
        Relaxation("copy", Vacancy(0), steps: 1);
        Relaxation("empty", Vacancy(1), steps: 0, finish: false);
        Relaxation("still", Vacancy(1), steps: 1, incar: new([new("IBRION", "-1"), new("NSW", "0")]));

        var summary = Import();

        Assert.Equal(
            [
                $"{_folder}/empty: no ionic step was completed, so there is nothing to count.",
                $"{_folder}/still: this is no relaxation (IBRION = -1); savings are counted between relaxations.",
                $"{_folder}/copy: the same start with the same settings as {_folder}/a; a run is stored once.",
            ],
            summary.Refused);
        Assert.Equal(1, summary.Materials.Sum(group => group.Stored));
    }

    [Fact]
    public void A_structure_of_another_host_is_stored_as_unknown_with_a_sentence()
    {
        Relaxation("copper", Structure.Of(Lattice.Cubic(3.6), ("Cu", 0, 0, 0), ("Cu", 0, 0.5, 0.5)), steps: 2);

        var summary = Import();

        Assert.Contains("stored with an unknown host", Assert.Single(summary.Notes), StringComparison.Ordinal);
        Assert.Equal(RunsImport.UnknownHost, Assert.Single(summary.Materials).Material);
        using var context = Store.Open(_store.Address).NewContext();
        var row = context.Configurations.Single();
        Assert.Equal(("unknown: Cu2", false, 2), (row.Descriptor, row.Pristine, Configurations.Of(row).Structure.Count));
    }

    [Fact]
    public void Without_a_POSCAR_the_start_is_what_the_output_printed_first()
    {
        Relaxation("a", Vacancy(0), steps: 2);
        File.Delete(Path.Combine(_folder, "a", "POSCAR"));

        Import();

        using var context = Store.Open(_store.Address).NewContext();
        Assert.Equal("V_Mo", context.Configurations.Single().Descriptor);
    }

    [Fact]
    public void A_campaign_of_another_kind_is_not_imported_into()
    {
        var store = Store.Open(_store.Address);
        using (var context = store.NewContext())
        {
            Made.Campaign(context, "mine");
            context.SaveChanges();
        }

        Relaxation("a", Vacancy(0), steps: 1);

        Assert.Contains("was not made by importing runs", Assert.Throws<StoreException>(() => RunsImport.Run(store, "mine", _folder, (_, _) => { }, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    private static Structure Vacancy(int of)
    {
        var supercell = new Supercell(Host.Open("MoS2"), 4, 4, 1);
        var element = Element.Parse(of == 0 ? "Mo" : "S");
        var site = Enumerable.Range(0, supercell.SiteCount).First(site => supercell.Ideal.Species[site] == element);
        return ConfigurationBuilder.Build(supercell, [new SiteDefect(site, null)]).Structure;
    }

    private RunsImportSummary Import() => RunsImport.Run(Store.Open(_store.Address), "lab", _folder, (_, _) => { }, TestContext.Current.CancellationToken);

    private void Relaxation(string name, Structure start, int steps, bool finish = true, Incar? incar = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        using (var text = File.CreateText(Path.Combine(folder, "POSCAR")))
            PoscarWriter.Write(start, text);
        using var run = new VaspRunWriter(folder, incar ?? new([new("NSW", "50"), new("IBRION", "2"), new("EDIFFG", "-0.05")]), null, start, new("vasp", "6.4.2"));
        var forces = new Vector3[start.Count];
        for (var step = 0; step < steps; step++)
        {
            run.BeginIonicStep();
            run.ElectronicStep(-10 - step, -1);
            run.CompleteIonicStep(start, forces, -10 - step);
        }

        if (!finish)
            return;
        run.ReachedAccuracy();
        run.Finish(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 1);
    }
}
