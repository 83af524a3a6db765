using System.Globalization;
using System.Text;
using DefiNet.Learning.Figures;

namespace DefiNet.Learning.Evaluation;

/// <summary>Writes a comparison of potentials with engines into a folder: tables as CSV, figures as SVG, and a page that shows them.</summary>
public static class EnergyReport
{
    /// <summary>Writes <c>energies.csv</c>, <c>energy-frames.csv</c>, the figures, and <c>index.html</c>.</summary>
    /// <param name="folder">The folder; made where it is not there.</param>
    /// <param name="title">What stands above the page.</param>
    /// <param name="evaluation">What was found.</param>
    /// <param name="runsLeftOut">Runs that could not be read.</param>
    public static void Write(string folder, string title, EnergyEvaluator evaluation, int runsLeftOut)
    {
        Directory.CreateDirectory(folder);
        var rows = evaluation.Errors;
        CsvTable.Write(
            folder, "energies.csv", "potential,engine,configurations,frames,frames_left_out,energy_mae_meV_per_atom,energy_mae_eV,forces_mae_eV_per_A,engine_forces_eV_per_A,stress_frames,stress_mae_GPa,reference_frames,paper_energy_mae_eV,paper_forces_mae_eV_per_A,paper_stress_mae_GPa",
            rows.Select(row => new object[]
            {
                row.Potential, row.Engine, row.Configurations, row.Frames, row.LeftOut, 1000 * row.Energy, row.CellEnergy, row.Forces, row.EngineForces, row.StressFrames, row.Stress, row.ReferenceFrames,
                PaperOf(row)?.Energy ?? double.NaN, PaperOf(row)?.Forces ?? double.NaN, PaperOf(row)?.Stress ?? double.NaN,
            }));
        CsvTable.Write(
            folder, "energy-frames.csv", "potential,engine,configuration,run,step,atoms,energy_eV,predicted_energy_eV,forces_mae_eV_per_A,engine_forces_eV_per_A,stress_mae_GPa",
            evaluation.Frames.Select(frame => new object[] { frame.Potential, frame.Engine, frame.Configuration, frame.Path, frame.Step, frame.Atoms, frame.Energy, frame.Predicted, frame.Forces, frame.EngineForces, frame.Stress }));
        var figures = Figures(rows);
        foreach (var (name, svg) in figures)
            File.WriteAllText(Path.Combine(folder, name), svg);
        File.WriteAllText(Path.Combine(folder, "index.html"), Page(title, evaluation, figures, runsLeftOut));
    }

    private static (double Energy, double Forces, double Stress)? PaperOf(EnergyErrors row) =>
        PaperValues.Potentials.TryGetValue(row.Architecture, out var values) ? values : null;

    private static List<(string Name, string Svg)> Figures(IReadOnlyList<EnergyErrors> rows)
    {
        var energy = new BarFigure { Title = "Energy", YLabel = "mean absolute error, meV/atom" };
        var forces = new BarFigure { Title = "Forces", YLabel = "mean absolute component, eV/Å" };
        var stress = new BarFigure { Title = "Stress", YLabel = "mean absolute component, GPa" };
        foreach (var engine in rows.Select(row => row.Engine).Distinct(StringComparer.Ordinal))
        {
            var own = rows.Where(row => row.Engine == engine).ToList();
            energy.Add(engine, own.Select(row => (row.Potential, 1000 * row.Energy)));
            forces.Add(engine, own.Select(row => (row.Potential, row.Forces)));
            forces.Add($"{engine}, without any forces", own.Select(row => (row.Potential, row.EngineForces)));
            stress.Add(engine, own.Select(row => (row.Potential, row.Stress)));
        }

        var known = rows.DistinctBy(row => row.Potential).Where(row => PaperOf(row) is not null).ToList();
        forces.Add("paper, trained on its DFT", known.Select(row => (row.Potential, PaperOf(row)!.Value.Forces)));
        if (rows.Any(row => row.StressFrames > 0))
            stress.Add("paper, trained on its DFT", known.Select(row => (row.Potential, PaperOf(row)!.Value.Stress)));
        List<(string, string)> figures = [("energies.svg", energy.ToSvg()), ("forces.svg", forces.ToSvg())];
        if (rows.Any(row => row.StressFrames > 0))
            figures.Add(("stresses.svg", stress.ToSvg()));
        return figures;
    }

    private static string Page(string title, EnergyEvaluator evaluation, List<(string Name, string Svg)> figures, int runsLeftOut)
    {
        var (rows, page) = (evaluation.Errors, new StringBuilder());
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{SvgText.Escape(title)}</title><style>body{{font:15px sans-serif;max-width:960px;margin:2em auto}}td,th{{padding:2px 6px;text-align:right}}td:first-child,th:first-child{{text-align:left}}</style><h1>{SvgText.Escape(title)}</h1>");
        page.Append("<table><tr><th>potential<th>engine<th>configurations<th>steps<th>left out<th>energy, meV/atom<th>energy, eV<th>forces, eV/Å<th>without any<th>stress, GPa<th>paper: energy, eV<th>forces<th>stress</tr>");
        foreach (var row in rows)
        {
            var paper = PaperOf(row);
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{SvgText.Escape(row.Potential)}<td>{SvgText.Escape(row.Engine)}<td>{row.Configurations}<td>{row.Frames}<td>{row.LeftOut}<td>{1000 * row.Energy:0.0}<td>{row.CellEnergy:0.000}<td>{row.Forces:0.0000}<td>{row.EngineForces:0.0000}<td>{(row.StressFrames > 0 ? row.Stress.ToString("0.000", CultureInfo.InvariantCulture) : "not printed")}<td>{paper?.Energy:0.000}<td>{paper?.Forces:0.000}<td>{paper?.Stress:0.000}</tr>");
        }

        page.Append("</table>");
        foreach (var (_, svg) in figures)
            page.Append("<p>").Append(svg);
        page.Append("<h2>Beside it</h2><ul>");
        page.Append(CultureInfo.InvariantCulture, $"<li>Steps that readers left out, because their electronic loop did not converge or their positions or forces are not printed: {evaluation.LeftOutByReaders}; runs that could not be read: {runsLeftOut}. Steps in the column “left out” hold an element that the potential does not know, or atoms on top of each other.");
        page.Append("<li>Runs are split by configuration, so that all arms of one and all their steps are on one side.");
        page.Append(rows.Any(row => row.ReferenceFrames > 0)
            ? string.Create(CultureInfo.InvariantCulture, $"<li>Energies of engines have zeros of their own: shifts of the elements were fitted to {rows.Max(row => row.ReferenceFrames)} steps of the training split, which is not what is compared here.")
            : "<li>No shifts were fitted: where an engine's energies have another zero than the potential's, as those of pseudopotentials and of tight binding do, the error of the energy is that of the zeros. --fit-references fits shifts of the elements to the training split.");
        if (rows.Any(row => row.ReferencesOpen))
            page.Append("<li>The steps that the shifts were fitted to have fewer different compositions than the steps compared have elements: the shifts are not determined, and the errors of the energies are mostly theirs.");
        if (rows.Any(row => row.Engine == "surrogate"))
            page.Append("<li>The surrogate is no DFT: it is a model for rehearsals, and an error against it says nothing of materials.");
        page.Append("<li>The paper's values (its supplement) are of M3GNet and CHGNet trained on its own DFT trajectories of 2DMD, which are not published; 2DMD itself holds no energies or forces. It gives eV and does not say here whether of an atom or of a cell.");
        return page.Append("</ul></html>\n").ToString();
    }
}
