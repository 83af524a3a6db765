using System.Globalization;
using System.Text;
using DefiNet.Learning.Figures;

namespace DefiNet.Learning.Evaluation;

/// <summary>Energies that one engine gave of configurations before relaxation, after it, and at the starts that relaxers predict.</summary>
/// <param name="Engine">The engine, and the surrogate's potential.</param>
/// <param name="IsSurrogate">Whether it is a model and no DFT.</param>
/// <param name="Configurations">The configurations whose unrelaxed arm converged.</param>
/// <param name="LeftOut">Configurations of which it did not.</param>
public sealed record EngineEnergies(string Engine, bool IsSurrogate, IReadOnlyList<ConfigurationEnergies> Configurations, int LeftOut)
{
    /// <summary>The relaxers, in alphabetical order.</summary>
    public IReadOnlyList<string> Relaxers => [.. Configurations.SelectMany(one => one.Predicted.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Writes <c>engine-energies.csv</c> and the figures into a folder.</summary>
    /// <returns>The section of the page.</returns>
    internal string Write(string folder)
    {
        CsvTable.Write(
            folder, "engine-energies.csv", $"configuration,material,density,atoms,engine,unrelaxed_eV,relaxed_eV{string.Concat(Relaxers.Select(relaxer => $",{relaxer.Replace(',', '+')}_eV"))}",
            Configurations.Select(one => (object[])[one.Configuration, one.Material, one.Density, one.Atoms, Engine, one.Unrelaxed, one.Relaxed, .. Relaxers.Select(relaxer => (object)one.Predicted.GetValueOrDefault(relaxer, double.NaN))]));
        var energies = new BoxFigure { Title = $"Energies of the engine ({Engine})", YLabel = "energy, eV/atom" };
        energies.Add("unrelaxed", Groups(one => one.Unrelaxed / one.Atoms));
        foreach (var relaxer in Relaxers)
            energies.Add(Named(relaxer), Groups(one => one.Predicted.GetValueOrDefault(relaxer, double.NaN) / one.Atoms));
        energies.Add("relaxed by the engine", Groups(one => one.Relaxed / one.Atoms));
        var above = new BoxFigure { Title = $"Energies above the relaxed structure ({Engine})", YLabel = "energy, meV/atom" };
        above.Add("unrelaxed", Groups(one => 1000 * (one.Unrelaxed - one.Relaxed) / one.Atoms));
        foreach (var relaxer in Relaxers)
            above.Add(Named(relaxer), Groups(one => 1000 * (one.Predicted.GetValueOrDefault(relaxer, double.NaN) - one.Relaxed) / one.Atoms));
        var (one, other) = (energies.ToSvg(), above.ToSvg());
        File.WriteAllText(Path.Combine(folder, "engine-energies.svg"), one);
        File.WriteAllText(Path.Combine(folder, "engine-energies-above.svg"), other);
        return Section(one, other);
    }

    private string Section(string one, string other)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<h2>Energies before and after</h2><table><tr><th>structures<th>material<th>configurations<th>median above the relaxed, meV/atom<th>quartiles</tr>");
        foreach (var (group, configurations) in ByGroup())
        {
            Row("unrelaxed", configurations.Select(configuration => 1000 * (configuration.Unrelaxed - configuration.Relaxed) / configuration.Atoms));
            foreach (var relaxer in Relaxers)
                Row(Named(relaxer), configurations.Where(configuration => configuration.Predicted.ContainsKey(relaxer)).Select(configuration => 1000 * (configuration.Predicted[relaxer] - configuration.Relaxed) / configuration.Atoms));

            void Row(string name, IEnumerable<double> values)
            {
                double[] sorted = [.. values.Order()];
                if (sorted.Length > 0)
                    page.Append(CultureInfo.InvariantCulture, $"<tr><td>{SvgText.Escape(name)}<td>{SvgText.Escape(group)}<td>{sorted.Length}<td>{SvgText.Quantile(sorted, 0.5):0.00}<td>{SvgText.Quantile(sorted, 0.25):0.00} to {SvgText.Quantile(sorted, 0.75):0.00}</tr>");
            }
        }

        page.Append("</table><p>").Append(one).Append("<p>").Append(other);
        page.Append(CultureInfo.InvariantCulture, $"<ul><li>Unrelaxed and predicted: the engine's energy at the first step from the unrelaxed structure and from each relaxer's start; relaxed: at the last step from the unrelaxed one. A start below 0 lies below that end: another minimum. {LeftOut} configurations are left out because their relaxation from the unrelaxed structure did not converge or has no energies.");
        if (IsSurrogate)
            page.Append("<li>The engine is the surrogate, a model for rehearsals: these are no energies of DFT.");
        return page.Append("</ul>").ToString();
    }

    private IEnumerable<(string Group, IEnumerable<double> Values)> Groups(Func<ConfigurationEnergies, double> value) => ByGroup().Select(group => (group.Group, group.Configurations.Select(value)));

    private IEnumerable<(string Group, List<ConfigurationEnergies> Configurations)> ByGroup() =>
        Configurations.GroupBy(one => one.Density.Length > 0 ? $"{one.Material}, {one.Density}" : one.Material, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.ToList()));

    // The host's relaxed cell is no prediction of these atoms.
    private static string Named(string relaxer) => relaxer == "raw-relaxed-host" ? "on the relaxed host" : $"predicted, {relaxer}";
}
