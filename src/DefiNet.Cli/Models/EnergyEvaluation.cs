using System.Globalization;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;
using DefiNet.Crystals.DataSets;
using DefiNet.Inference.Models;
using DefiNet.Learning;
using DefiNet.Learning.Evaluation;
using DefiNet.Learning.Trajectories;

namespace DefiNet.Cli.Models;

/// <summary><c>definet model evaluate --energies</c>: potentials against the energies, forces and stresses that engines gave on the way.</summary>
internal static class EnergyEvaluation
{
    private const int MostComplaints = 10;

    /// <summary>Runs it.</summary>
    /// <param name="models">Potentials, with commas between.</param>
    /// <param name="data">A folder of runs at any depth, an output, an extended XYZ with energies and forces, or a campaign.</param>
    /// <param name="split">Which configurations; None for all.</param>
    /// <param name="fitReferences">Whether shifts of the elements are fitted to the training split.</param>
    /// <param name="most">At most so many steps of a run, evenly spaced, the first and last among them; null for all.</param>
    /// <param name="largestForce">Steps with a larger force, in eV/Å, are left out; null for none.</param>
    /// <param name="folder">Where tables and figures go; null for nowhere.</param>
    /// <param name="store">Address of the store, for campaigns.</param>
    /// <param name="asJson">Whether lines are JSON.</param>
    /// <param name="cancellation">Stops it.</param>
    public static void Run(string models, string data, Split split, bool fitReferences, int? most, double? largestForce, string? folder, string? store, bool asJson, CancellationToken cancellation)
    {
        var potentials = EvaluatedModels.Find(models).Select(model => (model.Name, Potential: ModelLibrary.LoadPotential(model.Entry))).ToList();
        var complaints = 0;
        var trajectories = Read(data, store, complaint =>
        {
            if (++complaints <= MostComplaints)
                Console.Error.WriteLine($"Left out: {complaint}");
        });
        if (trajectories.Count == 0)
            throw new LearningException($"{data}: there is no run with a step to compare with; give a folder with outputs of VASP, the surrogate, CP2K or pw.x, an extended XYZ with energies and forces, or a campaign.");
        if (largestForce is { } largest)
            trajectories = [.. trajectories.Select(trajectory => trajectory.Within(largest))];
        if (most is { } limit)
            trajectories = [.. trajectories.Select(trajectory => trajectory with { Frames = [.. Spread(trajectory.Frames.Length, limit).Select(index => trajectory.Frames[index])] })];
        var evaluation = new EnergyEvaluator(trajectories, new TrajectorySplit());
        var (configurations, frames) = evaluation.CountOf(split);
        if (frames == 0)
            throw new LearningException($"{data}: of {evaluation.CountOf(Split.None).Configurations} configurations none is in that split; try --split all.");
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trajectories.Count} runs; {frames} steps of {configurations} configurations are compared{(fitReferences ? $", {evaluation.CountOf(Split.Training).Frames} steps of {evaluation.CountOf(Split.Training).Configurations} others give the shifts of the elements" : "")}."));
        using (var progress = new ProgressLine("Steps evaluated", potentials.Count * (frames + (fitReferences ? evaluation.CountOf(Split.Training).Frames : 0))))
            foreach (var (name, potential) in potentials)
                evaluation.Add(name, potential, split, fitReferences, () =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress.Advance();
                });
        if (evaluation.Errors.Any(row => row.ReferencesOpen))
            Console.Error.WriteLine("The training split has fewer different compositions than the compared steps have elements; the shifts are not determined, and the errors of energies are mostly theirs.");
        if (folder is not null)
            EnergyReport.Write(folder, $"{string.Join(", ", potentials.Select(one => one.Name))} on {data}", evaluation, complaints);
        using var lines = asJson ? new JsonLines() : null;
        foreach (var row in evaluation.Errors)
            Print(row, data, lines);
    }

    private static IReadOnlyList<EngineTrajectory> Read(string data, string? store, Action<string> complain) =>
        !Path.Exists(data) && data.Contains('/') ? throw new LearningException($"{data}: there is no such folder or file; name one with outputs of runs, or a campaign.")
        : Directory.Exists(data) ? TrajectoryReader.ReadBelow(data, complain)
        : !File.Exists(data) ? CampaignTrajectories.Read(Store.OpenExisting(store), data, complain).Runs
        : Path.GetExtension(data) is ".xyz" or ".extxyz" ? XyzTrajectoryReader.Read(data, complain)
        : [TrajectoryReader.Read(data)];

    private static IEnumerable<int> Spread(int count, int most) =>
        count <= most ? Enumerable.Range(0, count) : most == 1 ? [0] : Enumerable.Range(0, most).Select(index => (int)Math.Round((double)index * (count - 1) / (most - 1)));

    private static void Print(EnergyErrors row, string data, JsonLines? lines)
    {
        if (lines is null)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Potential,-24} {row.Engine,-9} {row.Frames,5} steps of {row.Configurations} configurations  {1000 * row.Energy:0.0} meV/atom  {row.Forces:0.0000} eV/Å ({row.EngineForces:0.0000} without any forces)  {(row.StressFrames > 0 ? $"{row.Stress.ToString("0.000", CultureInfo.InvariantCulture)} GPa" : "no stress printed")}{(row.LeftOut > 0 ? $"  {row.LeftOut} left out" : "")}"));
            return;
        }

        lines.Write(json =>
        {
            json.Field("model", row.Potential);
            json.Field("data", data);
            json.Field("engine", row.Engine);
            json.WriteNumber("configurations", row.Configurations);
            json.WriteNumber("frames", row.Frames);
            json.WriteNumber("frames_left_out", row.LeftOut);
            json.Field("energy_mae_meV_per_atom", 1000 * row.Energy);
            json.Field("forces_mae_eV_per_A", row.Forces);
            json.Field("engine_forces_eV_per_A", row.EngineForces);
            json.Field("stress_mae_GPa", row.Stress);
            json.WriteNumber("stress_frames", row.StressFrames);
            json.WriteNumber("reference_frames", row.ReferenceFrames);
        });
    }
}
