using DefiNet.Campaigns.Definitions;

namespace DefiNet.Campaigns.Tests.Definitions;

public sealed class CampaignDefinitionReaderTests
{
    private const string Significant = "{}[]&*!|>'\"%@`:-?,#\n\t\0 ";

    private const string Whole = """
        # A rehearsal.
        name: mos2-rehearsal
        recipe:
          path: recipes/mine.yaml
          limit: 24
        relaxers: [definet, raw, raw-relaxed-host]
        models:
          definet: definet-64x4
        engine: surrogate
        potential: bonded
        settings:
          IBRION: 2
          EDIFFG: -0.01
        starts: {on: site, per_run: 20}
        slots: 4
        seed: 7
        step_seconds: 0.5

        """;

    [Fact]
    public void A_whole_definition_is_read()
    {
        var definition = Read(Whole);

        Assert.Equal("mos2-rehearsal", definition.Name);
        Assert.Equal(new RecipeSource("/campaigns/recipes/mine.yaml", 24), definition.Recipe);
        Assert.Equal(["raw", "definet", "raw-relaxed-host"], definition.Relaxers);
        Assert.Equal("definet-64x4", definition.Models["definet"]);
        Assert.Equal("-0.01", definition.Settings["EDIFFG"]);
        Assert.Equal(new StartsPlace("site", 20), definition.Starts);
        Assert.Equal((4, 7, 0.5), (definition.Slots, definition.Seed, definition.StepSeconds));
    }

    [Fact]
    public void The_shortest_definition_takes_what_is_usual()
    {
        var definition = Read("name: a\nrecipe: mos2-low-density\nrelaxers: [raw]\n");

        Assert.Equal(new RecipeSource("mos2-low-density", null), definition.Recipe);
        Assert.Equal(("surrogate", "bonded"), (definition.Engine, definition.Potential));
        Assert.Null(definition.Slots);
    }

    [Fact]
    public void Published_pairs_are_replayed_unless_something_else_is_said()
    {
        var definition = Read("name: a\ndata_set: {path: ../data, split: val, limit: 24}\nrelaxers: [raw, definet]\n");

        Assert.Equal(new DataSetSource("/data", "val", 24), definition.DataSet);
        Assert.Equal("replay", definition.Potential);
    }

    [Fact]
    public void Chains_potentials_and_what_becomes_of_flagged_starts_are_read()
    {
        var definition = Read("name: a\ndata_set: {path: data, limit_each: 25}\nrelaxers: [raw, m3gnet, 'definet,m3gnet']\nmodels: {m3gnet: m3gnet-2021.2, definet: ./own.pt}\npotential: replay\npotential_model: chgnet-0.3.0\ngate_model: chgnet-0.3.0\ndevice: torch-cpu\nfall_back: raw\n");

        Assert.Equal(["raw", "m3gnet", "definet,m3gnet"], definition.Relaxers);
        Assert.Equal(("m3gnet-2021.2", "/campaigns/own.pt"), (definition.Models["m3gnet"], definition.Models["definet"]));
        Assert.Equal(("replay", "chgnet-0.3.0", "chgnet-0.3.0", true), (definition.Potential, definition.PotentialModel, definition.GateModel, definition.FallsBack));
        Assert.Equal(25, definition.DataSet!.LimitEach);
        Assert.Equal("torch-cpu", definition.Device);
    }

    [Theory]
    [InlineData(Whole)]
    [InlineData("name: a\ndata_set: {path: data, limit_each: 25}\nrelaxers: [raw, m3gnet]\nmodels: {m3gnet: m3gnet-2021.2}\npotential: replay\npotential_model: chgnet-0.3.0\ngate_model: x\ndevice: cuda\nfall_back: raw\n")]
    [InlineData("name: a\ndata_set: {path: \"it's\", split: val}\nrelaxers: [raw]\nsettings: {SYSTEM: \"'quoted' # no comment\"}\n")]
    public void What_is_written_is_read_back(string text)
    {
        var definition = Read(text);

        var again = Read(CampaignDefinitionWriter.Write(definition));

        Assert.Equal(CampaignDefinitionWriter.Write(definition), CampaignDefinitionWriter.Write(again));
        Assert.Equal(definition.Settings, again.Settings);
        Assert.Equal((definition.Recipe, definition.DataSet, definition.Starts), (again.Recipe, again.DataSet, again.Starts));
    }

    [Theory]
    [InlineData("", "campaign.yaml:1:", "empty")]
    [InlineData("- raw\n", "campaign.yaml:1:", "fields")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw]\ndevice: gpu\n", "campaign.yaml:4: device:", "cuda")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw]\nslotz: 3\n", "campaign.yaml:4: slotz:", "no such field")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw]\nname: b\n", "campaign.yaml:4: name:", "second time")]
    [InlineData("recipe: r\nrelaxers: [raw]\n", "name:", "is missing")]
    [InlineData("name: ../a\nrecipe: r\nrelaxers: [raw]\n", "campaign.yaml:1: name:", "letters")]
    [InlineData("name: a\nrelaxers: [raw]\n", "recipe:", "either")]
    [InlineData("name: a\nrecipe: r\ndata_set: d\nrelaxers: [raw]\n", "recipe:", "either")]
    [InlineData("name: a\nrecipe: r\n", "relaxers:", "is missing")]
    [InlineData("name: a\nrecipe: r\nrelaxers: raw\n", "campaign.yaml:3: relaxers:", "list")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [definet]\n", "campaign.yaml:3: relaxers:", "raw is missing")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw, raw]\n", "campaign.yaml:3: relaxers:", "twice")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw, [definet]]\n", "campaign.yaml:3:", "text")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw]\nslots: 0\n", "campaign.yaml:4: slots:", "1 to 1024")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw]\nstarts: site\n", "campaign.yaml:4: starts:", "{on: CLUSTER}")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw]\nstarts: {on: a b}\n", "campaign.yaml:4: starts.on:", "'a b'")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw]\nslots: many\n", "campaign.yaml:4: slots:", "'many'")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw]\npotential: replay\n", "campaign.yaml:4: potential:", "data_set")]
    [InlineData("name: a\ndata_set: d\nrelaxers: [raw, raw-relaxed-host]\n", "campaign.yaml:3: relaxers:", "replay")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw]\nengine: abacus\n", "campaign.yaml:4: engine:", "'abacus'")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw]\nmodels: {definet: m}\n", "campaign.yaml:4: models:", "'definet'")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw]\nsettings:\n  ediffg: 1\n", "campaign.yaml:5: settings.ediffg:", "tag")]
    [InlineData("name: a\nrecipe: r\nrelaxers: [raw]\nsettings:\n  NSW: [1]\n", "campaign.yaml:5:", "text or number")]
    [InlineData("name: &a a\nrecipe: *a\nrelaxers: [raw]\n", "campaign.yaml:1:", "anchors")]
    [InlineData("name: !!str a\n", "campaign.yaml:1:", "tags")]
    [InlineData("name: a\n---\nname: b\n", "campaign.yaml:2:", "second document")]
    [InlineData("name: [a\n", "campaign.yaml:", "not YAML")]
    [InlineData("name: \"a\n", "campaign.yaml:", "not YAML")]
    public void A_complaint_says_file_line_and_field(string text, string where, string what)
    {
        var complaint = Assert.Throws<CampaignException>(() => Read(text)).Message;

        Assert.Contains(where, complaint, StringComparison.Ordinal);
        Assert.Contains(what, complaint, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', complaint);
    }

    [Fact]
    public void A_nest_of_brackets_is_refused_at_its_second_level() =>
        Assert.Throws<CampaignException>(() => Read("relaxers: " + new string('[', 100_000)));

    [Fact]
    public void A_text_beyond_all_bounds_is_refused() =>
        Assert.Throws<CampaignException>(() => Read("name: " + new string('a', 1 << 20)));

    [Fact]
    public void Mutated_definitions_are_read_or_refused_with_a_sentence()
    {
        var random = new Random(20261);
        for (var round = 0; round < 10_000; round++)
        {
            var text = Whole.ToCharArray().ToList();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(4))
                {
                    case 0:
                        text[at] = (char)random.Next(1, 256);
                        break;
                    case 1:
                        text.RemoveAt(at);
                        break;
                    case 2:
                        text.Insert(at, Significant[random.Next(Significant.Length)]);
                        break;
                    default:
                        text.RemoveRange(at, Math.Min(random.Next(40), text.Count - at - 1));
                        break;
                }
            }

            try
            {
                Read(new string([.. text]));
            }
            catch (CampaignException refusal)
            {
                Assert.Contains("campaign.yaml", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    private static CampaignDefinition Read(string text) => CampaignDefinitionReader.Read(text, "campaign.yaml", "/campaigns");
}
