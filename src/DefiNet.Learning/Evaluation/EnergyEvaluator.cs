using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Inference;
using DefiNet.Inference.Potentials;
using DefiNet.Learning.Trajectories;

namespace DefiNet.Learning.Evaluation;

/// <summary>Compares potentials with the energies, forces and stresses that engines gave on the way of relaxations. Trajectories are split by configuration, never by step.</summary>
public sealed class EnergyEvaluator
{
    private readonly IReadOnlyList<(EngineTrajectory Trajectory, Split Split)> _trajectories;
    private readonly List<EnergyFrame> _frames = [];
    private readonly List<EnergyErrors> _errors = [];

    /// <summary>Takes trajectories and how they are split.</summary>
    public EnergyEvaluator(IReadOnlyList<EngineTrajectory> trajectories, TrajectorySplit split) => _trajectories = [.. trajectories.Zip(split.Of(trajectories))];

    /// <summary>Steps that the readers left out: unconverged, or without positions or forces.</summary>
    public int LeftOutByReaders => _trajectories.Sum(one => one.Trajectory.LeftOut);

    /// <summary>Every step that was compared.</summary>
    public IReadOnlyList<EnergyFrame> Frames => _frames;

    /// <summary>One row for each potential and engine.</summary>
    public IReadOnlyList<EnergyErrors> Errors => _errors;

    /// <summary>How many configurations and steps are in a split; of all when it is none.</summary>
    public (int Configurations, int Frames) CountOf(Split split) => (
        Of(split).Select(trajectory => trajectory.Configuration).Distinct(StringComparer.Ordinal).Count(), Of(split).Sum(trajectory => trajectory.Frames.Length));

    /// <summary>Evaluates a potential on the steps of a split; of all when it is none.</summary>
    /// <param name="name">Name of the potential.</param>
    /// <param name="potential">The potential.</param>
    /// <param name="split">Which steps.</param>
    /// <param name="fitReferences">Whether shifts of the elements' energies are fitted, to the training split alone, engine by engine, before energies are compared.</param>
    /// <param name="advance">Is told of every step.</param>
    /// <exception cref="LearningException">Shifts are to be fitted and the training split has no step that the potential can treat.</exception>
    public void Add(string name, IPotentialModel potential, Split split, bool fitReferences, Action advance)
    {
        var evaluator = potential.CreateEvaluator();
        foreach (var engine in Of(split).GroupBy(trajectory => trajectory.Engine, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var (shifts, fitted) = fitReferences ? Shifts(evaluator, name, engine.Key, advance) : ([], 0);
            var (frames, leftOut) = (new List<EnergyFrame>(), 0);
            foreach (var trajectory in engine)
                foreach (var frame in trajectory.Frames)
                {
                    if (Compared(evaluator, name, trajectory, frame, shifts) is { } compared)
                        frames.Add(compared);
                    else
                        leftOut++;
                    advance();
                }

            _frames.AddRange(frames);
            _errors.Add(new(
                name, potential.Architecture, engine.Key, frames.Select(frame => frame.Configuration).Distinct(StringComparer.Ordinal).Count(), frames.Count, leftOut, Mean(frames.Select(frame => frame.Error / frame.Atoms)), Mean(frames.Select(frame => frame.Error)),
                PerComponent(frames, frame => frame.Forces), PerComponent(frames, frame => frame.EngineForces), frames.Count(frame => double.IsFinite(frame.Stress)), Mean(frames.Select(frame => frame.Stress).Where(double.IsFinite)), fitted, fitReferences && IsOpen(engine)));
        }
    }

    // Energies of so many elements follow from no fewer compositions.
    private bool IsOpen(IGrouping<string, EngineTrajectory> compared)
    {
        var elements = compared.SelectMany(trajectory => trajectory.Frames.Take(1)).SelectMany(frame => frame.Structure.Species).Distinct().Count();
        return Of(Split.Training).Where(trajectory => trajectory.Engine == compared.Key).SelectMany(trajectory => trajectory.Frames.Take(1)).Select(frame => Composition(frame.Structure)).Distinct(StringComparer.Ordinal).Count() < elements;

        static string Composition(Structure structure) =>
            string.Join(' ', structure.CountByElement().OrderBy(pair => pair.Element.AtomicNumber).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Element}{(double)pair.Count / structure.Count:g6}")));
    }

    private IEnumerable<EngineTrajectory> Of(Split split) => _trajectories.Where(one => split == Split.None || one.Split == split).Select(one => one.Trajectory);

    private (Dictionary<Element, double> Shifts, int Frames) Shifts(PotentialEvaluator evaluator, string name, string engine, Action advance)
    {
        var samples = new List<(Structure, double)>();
        foreach (var frame in Of(Split.Training).Where(trajectory => trajectory.Engine == engine).SelectMany(trajectory => trajectory.Frames))
        {
            if (TryEvaluate(evaluator, frame.Structure))
                samples.Add((frame.Structure, frame.Labels.Energy!.Value - evaluator.Energy));
            advance();
        }

        if (samples.Count == 0)
            throw new LearningException($"The training split has no step of {engine} that {name} can treat; shifts of the elements cannot be fitted. Give more configurations, or leave --fit-references out.");
        var elements = evaluator.Model.Elements;
        var energies = ElementEnergies.Fit(elements, samples);
        return (elements.Zip(energies).ToDictionary(pair => pair.First, pair => pair.Second), samples.Count);
    }

    private static EnergyFrame? Compared(PotentialEvaluator evaluator, string name, EngineTrajectory trajectory, TrajectoryFrame frame, Dictionary<Element, double> shifts)
    {
        if (!TryEvaluate(evaluator, frame.Structure))
            return null;
        var (structure, labels) = (frame.Structure, frame.Labels);
        var (forces, engineForces, stress) = (0.0, 0.0, double.NaN);
        for (var atom = 0; atom < structure.Count; atom++)
        {
            forces += Absolute(evaluator.Forces[atom] - labels.Forces![atom]);
            engineForces += Absolute(labels.Forces[atom]);
        }

        if (labels.Stress is { } engine)
            stress = (Absolute(evaluator.Stress.X - engine.X) + Absolute(evaluator.Stress.Y - engine.Y) + Absolute(evaluator.Stress.Z - engine.Z)) / 9;
        return new(
            name, trajectory.Engine, trajectory.Configuration, trajectory.Path, frame.Step, structure.Count, labels.Energy!.Value,
            evaluator.Energy + structure.Species.Sum(element => shifts.GetValueOrDefault(element)), forces / (3 * structure.Count), engineForces / (3 * structure.Count), stress);
    }

    private static bool TryEvaluate(PotentialEvaluator evaluator, Structure structure)
    {
        try
        {
            evaluator.Evaluate(structure);
            return true;
        }
        catch (InferenceException)
        {
            return false; // an element that it does not know, or atoms on top of each other: counted as left out
        }
    }

    private static double Absolute(Vector3 vector) => Math.Abs(vector.X) + Math.Abs(vector.Y) + Math.Abs(vector.Z);

    private static double Mean(IEnumerable<double> errors) => errors.DefaultIfEmpty(double.NaN).Average();

    // Over components, so that large cells count for their atoms.
    private static double PerComponent(List<EnergyFrame> frames, Func<EnergyFrame, double> mean) => frames.Count == 0 ? double.NaN : frames.Sum(frame => frame.Atoms * mean(frame)) / frames.Sum(frame => frame.Atoms);
}
