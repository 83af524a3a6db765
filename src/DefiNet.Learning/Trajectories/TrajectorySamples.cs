using System.Collections.Immutable;
using DefiNet.Learning.DataSets;

namespace DefiNet.Learning.Trajectories;

/// <summary>The ionic steps of runs as samples of a training, divided by configuration.</summary>
public sealed class TrajectorySamples
{
    private readonly ImmutableArray<TrajectoryFrame> _frames;

    /// <summary>Divides the steps.</summary>
    /// <param name="sources">The trajectories of each data set.</param>
    /// <param name="split">How they are divided.</param>
    /// <exception cref="LearningException">There is not one step, or the runs are of several engines.</exception>
    public TrajectorySamples(IReadOnlyList<IReadOnlyList<EngineTrajectory>> sources, TrajectorySplit split)
    {
        var all = sources.Index().SelectMany(source => source.Item.Select(trajectory => (Source: source.Index, Trajectory: trajectory))).ToList();
        var engines = all.Select(one => one.Trajectory.Engine).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (engines.Count > 1)
            throw new LearningException($"The runs are of {string.Join(" and ", engines)}; energies of different engines have nothing in common, so a potential is trained on those of one.{(engines.Contains(XyzTrajectoryReader.Unnamed) ? " An extended XYZ names its engine in the comment lines: engine=vasp." : "")}");
        var splits = split.Of([.. all.Select(one => one.Trajectory)]);
        var (frames, samples) = (ImmutableArray.CreateBuilder<TrajectoryFrame>(), new List<SampleInfo>());
        foreach (var ((source, trajectory), part) in all.Zip(splits))
            foreach (var frame in trajectory.Frames)
            {
                var elements = string.Join('-', frame.Structure.CountByElement().Select(one => one.Element.Symbol).Order(StringComparer.Ordinal));
                samples.Add(new(frames.Count, $"{trajectory.Path}#{frame.Step}", elements, trajectory.Engine, part, trajectory.Configuration, frame.Structure.Count, 0, source));
                frames.Add(frame);
            }

        if (samples.Count == 0)
            throw new LearningException("There is not one ionic step to learn from; name folders with runs whose output tells energies and forces.");
        (_frames, Samples) = (frames.ToImmutable(), samples);
        (Engine, Runs, Configurations) = (engines[0], all.Count, all.Select(one => one.Trajectory.Configuration).Distinct(StringComparer.Ordinal).Count());
        LeftOut = all.Sum(one => one.Trajectory.LeftOut);
    }

    /// <summary>What is known of each step.</summary>
    public IReadOnlyList<SampleInfo> Samples { get; }

    /// <summary>The engine of all runs.</summary>
    public string Engine { get; }

    /// <summary>Runs.</summary>
    public int Runs { get; }

    /// <summary>Configurations, up to symmetry.</summary>
    public int Configurations { get; }

    /// <summary>Completed steps that cannot be learned from.</summary>
    public int LeftOut { get; }

    /// <summary>The step of a sample.</summary>
    public TrajectoryFrame Read(SampleInfo sample) => _frames[sample.Index];
}
