using System.Globalization;
using System.Text;
using DefiNet.Dft.Comparisons;
using DefiNet.Learning.Figures;

namespace DefiNet.Learning.Evaluation;

/// <summary>Writes the energies that an engine gave of configurations before and after relaxation: a table, boxes of energies per atom, and boxes above the end.</summary>
internal static class EngineEnergiesReport
{
    private const string Unrelaxed = "unrelaxed";

    /// <summary>Writes <c>engine-energies.csv</c> and the figures into a folder.</summary>
    /// <returns>The section of the page.</returns>
    public static string Write(string folder, EngineEnergies given)
    {
        var relaxers = given.Relaxers;
        CsvTable.Write(
            folder, "engine-energies.csv", $"configuration,material,density,atoms,engine,unrelaxed_eV,relaxed_eV{string.Concat(relaxers.Select(relaxer => $",{relaxer.Replace(',', '+')}_eV"))}",
            given.Configurations.Select(one => (object[])[one.Configuration, one.Material, one.Density, one.Atoms, given.Engine, one.Unrelaxed, one.Relaxed, .. relaxers.Select(relaxer => (object)StartOf(one, relaxer))]));

        var energies = new BoxFigure { Title = $"Energies of the engine ({given.Engine})", YLabel = "energy, eV/atom" };
        energies.Add(Unrelaxed, Groups(one => one.Unrelaxed / one.Atoms));
        foreach (var relaxer in relaxers)
            energies.Add(Named(relaxer), Groups(one => StartOf(one, relaxer) / one.Atoms));
        energies.Add("relaxed by the engine", Groups(one => one.Relaxed / one.Atoms));

        var above = new BoxFigure { Title = $"Energies above the relaxed structure ({given.Engine})", YLabel = "energy, meV/atom" };
        above.Add(Unrelaxed, Groups(one => one.Above(one.Unrelaxed)));
        foreach (var relaxer in relaxers)
            above.Add(Named(relaxer), Groups(one => one.Above(StartOf(one, relaxer))));

        (string Name, string Svg)[] figures = [("engine-energies.svg", energies.ToSvg()), ("engine-energies-above.svg", above.ToSvg())];
        foreach (var (name, svg) in figures)
            File.WriteAllText(Path.Combine(folder, name), svg);
        return Section(given, figures.Select(figure => figure.Svg));

        IEnumerable<(string Group, IEnumerable<double> Values)> Groups(Func<ConfigurationEnergies, double> value) => given.ByGroup().Select(group => (group.Group, group.Configurations.Select(value)));
    }

    private static string Section(EngineEnergies given, IEnumerable<string> figures)
    {
        var page = new StringBuilder("<h2>Energies before and after</h2><table><tr><th>structures<th>material<th>configurations<th>median above the relaxed, meV/atom<th>quartiles</tr>");
        foreach (var (group, configurations) in given.ByGroup())
        {
            Row(Unrelaxed, configurations.Select(one => one.Above(one.Unrelaxed)));
            foreach (var relaxer in given.Relaxers)
                Row(Named(relaxer), configurations.Select(one => one.Above(StartOf(one, relaxer))).Where(double.IsFinite));

            void Row(string name, IEnumerable<double> values)
            {
                double[] sorted = [.. values.Order()];
                if (sorted.Length > 0)
                    page.Append(CultureInfo.InvariantCulture, $"<tr><td>{SvgText.Escape(name)}<td>{SvgText.Escape(group)}<td>{sorted.Length}<td>{SvgText.Quantile(sorted, 0.5):0.00}<td>{SvgText.Quantile(sorted, 0.25):0.00} to {SvgText.Quantile(sorted, 0.75):0.00}</tr>");
            }
        }

        page.Append("</table>");
        foreach (var figure in figures)
            page.Append("<p>").Append(figure);
        page.Append(CultureInfo.InvariantCulture, $"<ul><li>Unrelaxed and predicted: the engine's energy at the first step from the unrelaxed structure and from each relaxer's start; relaxed: at the last step from the unrelaxed one. A start below 0 lies below that end: another minimum. {given.LeftOut} configurations are left out because their relaxation from the unrelaxed structure did not converge or has no energies.");
        if (given.IsSurrogate)
            page.Append("<li>The engine is the surrogate, a model for rehearsals: these are no energies of DFT.");
        return page.Append("</ul>").ToString();
    }

    private static double StartOf(ConfigurationEnergies one, string relaxer) => one.Starts.GetValueOrDefault(relaxer, double.NaN);

    // The host's relaxed cell is no prediction of these atoms.
    private static string Named(string relaxer) => relaxer == "raw-relaxed-host" ? "on the relaxed host" : $"predicted, {relaxer}";
}
