using DefiNet.Campaigns.Importing;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats;
using DefiNet.Tests;

namespace DefiNet.Campaigns.Tests.Importing;

public sealed class SqlitePublishedPairsImportTests : PublishedPairsImportTests
{
    // Over all 500 structures of each set, by another program; the published training split is 400 of them.
    private static readonly Dictionary<string, double> DummyErrors = new()
    {
        ["MoS2"] = 0.0462,
        ["WSe2"] = 0.0624,
        ["hBN"] = 0.0371,
        ["GaSe"] = 0.0798,
        ["InSe"] = 0.0814,
        ["BP"] = 0.1517,
    };

    protected override TestStore NewStore() => TestStore.OnSqlite();

    [Fact]
    public void The_high_density_sets_are_imported_whole_with_their_names_and_Dummy_errors()
    {
        var folder = TwoDimensionalSet.Path("high_density_defects");
        using var test = NewStore();

        var summary = Import(Store.Open(test.Address), "2dmd", folder);

        Assert.Empty(summary.Refused);
        Assert.Equal(DummyErrors.Keys.Order(StringComparer.Ordinal), summary.Groups.Select(group => group.Material));
        Assert.All(summary.Groups, group =>
        {
            Assert.Equal((450, 450, 450, 0), (group.Pairs, group.Stored, group.NamesAgree, group.NamesDiffer));
            Assert.Equal((400, 50), (group.Training, group.Validation));
            Assert.Equal(DummyErrors[group.Material], group.DummyTrainingA!.Value, 0.04 * DummyErrors[group.Material]);
        });
    }
}

public sealed class PostgresPublishedPairsImportTests : PublishedPairsImportTests
{
    protected override TestStore NewStore() => TestStore.OnPostgres();
}

/// <summary>Importing sets in the published layout, made here: 4x4 MoS2 with one or two vacancies, relaxed by a shift of one atom.</summary>
public abstract class PublishedPairsImportTests : IDisposable
{
    private static readonly Supercell Cell = new(Host.TryBuiltIn("MoS2")!, 4, 4);
    private static readonly int[] Sulphurs = [.. Cell.SitesOf(Element.Parse("S"))];

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-import-").FullName;

    protected abstract TestStore NewStore();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Pairs_are_stored_with_their_reference_split_and_class()
    {
        AddPair("poscar_X1-a", 20);
        AddPair("poscar_X2-b", 20, 25);
        SetSplits(training: ["poscar_X1-a"], validation: ["poscar_X2-b"]);
        using var test = NewStore();
        var store = Store.Open(test.Address);

        var summary = Import(store, "made", _folder);

        var group = Assert.Single(summary.Groups);
        Assert.Equal(("MoS2", "low", 2, 2, 0, 2, 0), (group.Material, group.Density, group.Pairs, group.Stored, group.Twins, group.NamesAgree, group.NamesDiffer));
        Assert.Equal(0.03 / (3 * 47), group.DummyTrainingA!.Value, 7);
        using var context = store.NewContext();
        var rows = context.Configurations.OrderBy(row => row.SourceId).ToList();
        Assert.Equal(["train", "val"], rows.Select(row => row.Split));
        Assert.Equal(["V_S", "2 V_S"], rows.Select(row => row.Descriptor));
        var configuration = Configurations.Of(rows[0]);
        Assert.Equal(47, configuration.Structure.Count);
        Assert.Equal(48, configuration.WithGhosts.Count);
        Assert.Equal(Marker.Vacancy, configuration.Markers[^1]);
        Assert.Equal(Sulphurs[20], configuration.Sites[^1]);
        Assert.Equal(47, Configurations.ReferenceOf(rows[0])!.Count);
        Assert.NotNull(context.Materials.Single().Host);
    }

    [Fact]
    public void Pairs_that_symmetry_makes_equal_are_all_stored_and_said()
    {
        AddPair("poscar_X1-a", 20);
        AddPair("poscar_X1-b", 23);
        AddPair("poscar_X1-c", 26);
        using var test = NewStore();
        var store = Store.Open(test.Address);

        var group = Assert.Single(Import(store, "made", _folder).Groups);

        Assert.Equal((3, 3, 2), (group.Pairs, group.Stored, group.Twins));
        using var context = store.NewContext();
        var first = context.Configurations.Single(row => row.TwinOfId == null);
        Assert.Equal("poscar_X1-a", first.SourceId);
        Assert.Equal(2, context.Configurations.Count(row => row.TwinOfId == first.Id));
    }

    [Fact]
    public void A_second_import_stores_only_what_is_new()
    {
        AddPair("poscar_X1-a", 20);
        using var test = NewStore();
        var store = Store.Open(test.Address);
        Import(store, "made", _folder);
        AddPair("poscar_X1-b", 23);
        AddPair("poscar_X2-c", 20, 25);

        var group = Assert.Single(Import(store, "made", _folder).Groups);

        Assert.Equal((3, 2, 1), (group.Pairs, group.Stored, group.Twins));
        Assert.Equal(0, Assert.Single(Import(store, "made", _folder).Groups).Stored);
    }

    [Fact]
    public void One_damaged_pair_is_a_sentence_and_the_others_are_stored()
    {
        AddPair("poscar_X1-a", 20);
        AddPair("poscar_X2-b", 20, 25);
        File.WriteAllText(Path.Combine(_folder, "MoS2", "CIF_POSCAR", "poscar_X1-a_relaxed.cif"), "data_nothing\n");
        using var test = NewStore();

        var summary = Import(Store.Open(test.Address), "made", _folder);

        Assert.Contains("poscar_X1-a_relaxed.cif", Assert.Single(summary.Refused), StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(summary.Groups).Stored);
    }

    [Fact]
    public void A_name_that_says_something_else_is_counted()
    {
        AddPair("poscar_V3-a", 20);
        AddPair("poscar_of_mine", 20, 25);
        using var test = NewStore();

        var group = Assert.Single(Import(Store.Open(test.Address), "made", _folder).Groups);

        Assert.Equal((2, 0, 1), (group.Stored, group.NamesAgree, group.NamesDiffer));
    }

    [Fact]
    public void A_campaign_of_another_kind_is_not_imported_into()
    {
        AddPair("poscar_X1-a", 20);
        using var test = NewStore();
        var store = Store.Open(test.Address);
        using (var context = store.NewContext())
        {
            Made.Campaign(context, "mine");
            context.SaveChanges();
        }

        var failure = Assert.Throws<StoreException>(() => Import(store, "mine", _folder));

        Assert.Equal("The campaign 'mine' exists and was not imported; give the import another name.", failure.Message);
    }

    protected static ImportSummary Import(Store store, string campaign, string folder) =>
        PublishedPairsImport.Run(store, campaign, folder, (_, _) => { }, TestContext.Current.CancellationToken);

    private void AddPair(string id, params int[] emptied)
    {
        var unrelaxed = ConfigurationBuilder.Build(Cell, [.. emptied.Select(place => new SiteDefect(Sulphurs[place], null))]).Structure;
        var structures = Directory.CreateDirectory(Path.Combine(_folder, "MoS2", "CIF_POSCAR")).FullName;
        StructureFile.Write(unrelaxed, Path.Combine(structures, $"{id}_unrelaxed.cif"));
        StructureFile.Write(unrelaxed.WithCartesian(unrelaxed.Cartesian.SetItem(0, unrelaxed.Cartesian[0] + new Vector3(0.01, -0.01, 0.01))), Path.Combine(structures, $"{id}_relaxed.cif"));
    }

    private void SetSplits(string[] training, string[] validation)
    {
        File.WriteAllLines(Path.Combine(_folder, "MoS2", "train.csv"), ["atoms_id", .. training]);
        File.WriteAllLines(Path.Combine(_folder, "MoS2", "val.csv"), ["atoms_id", .. validation]);
    }
}
