using System.Collections.Immutable;
using System.Xml.Linq;
using DefiNet.Dft.Comparisons;
using DefiNet.Learning.Evaluation;
using DefiNet.Learning.Tests.DataSets;

namespace DefiNet.Learning.Tests.Evaluation;

public sealed class EngineEnergiesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Energies_of_an_engine_stand_in_a_table_in_boxes_and_on_the_page()
    {
        var evaluation = new Evaluator();
        evaluation.Add(SampleData.Pairs()[0], []);
        var energies = new EngineEnergies(
            "surrogate, bonded", IsSurrogate: true,
            [.. Enumerable.Range(0, 9).Select(at => new ConfigurationEnergies($"c{at}", "MoS2", "high", 100, 10 + at, at, ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("definet", at == 8 ? 90.0 : 2 + at)])))],
            LeftOut: 1);

        EvaluationReport.Write(_folder.Path, "title", evaluation, energies: energies);

        var lines = File.ReadAllLines(Path.Combine(_folder.Path, "engine-energies.csv"));
        Assert.Equal("configuration,material,density,atoms,engine,unrelaxed_eV,relaxed_eV,definet_eV", lines[0]);
        Assert.Equal("c0,MoS2,high,100,\"surrogate, bonded\",10,0,2", lines[1]);
        var above = XDocument.Load(Path.Combine(_folder.Path, "engine-energies-above.svg"));
        Assert.Equal(2, above.Descendants().Count(element => element.Name.LocalName == "g"));
        Assert.Single(above.Descendants(), element => element.Name.LocalName == "circle");
        var page = File.ReadAllText(Path.Combine(_folder.Path, "index.html"));
        Assert.Contains("<td>unrelaxed<td>MoS2, high<td>9<td>100.00<td>100.00 to 100.00", page, StringComparison.Ordinal);
        Assert.Contains("<td>predicted, definet<td>MoS2, high<td>9<td>20.00", page, StringComparison.Ordinal);
        Assert.Contains("no energies of DFT", page, StringComparison.Ordinal);
    }
}
