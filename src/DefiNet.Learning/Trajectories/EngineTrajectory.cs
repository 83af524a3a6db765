using System.Collections.Immutable;
using DefiNet.Crystals.DataSets;

namespace DefiNet.Learning.Trajectories;

/// <summary>The ionic steps of a run that a potential can learn from.</summary>
/// <param name="Path">Where the run lies.</param>
/// <param name="Configuration">What it is a run of: runs of one configuration, up to symmetry, have the same text, whatever start they began from.</param>
/// <param name="Engine">The engine's name.</param>
/// <param name="EngineVersion">Its version; null where the output does not say.</param>
/// <param name="Frames">The steps.</param>
/// <param name="LeftOut">Completed steps that are not among them: their electronic loop ended at its limit, the output lacks their cell or forces, or a force is larger than is wanted.</param>
public sealed record EngineTrajectory(string Path, string Configuration, string Engine, string? EngineVersion, ImmutableArray<TrajectoryFrame> Frames, int LeftOut)
{
    /// <summary>What the source of the data sets the configuration aside for; none where it does not say.</summary>
    public Split Given { get; init; }

    /// <summary>Whether the defects of its host were told; otherwise the run is a configuration of its own.</summary>
    public bool IsRecognised => Configuration != System.IO.Path.GetFullPath(Path);

    /// <summary>The same run without the steps in which a force is larger: where two atoms meet, or an optimiser jumps, a few steps would count more than all others together.</summary>
    /// <param name="largest">The largest force in eV/Å.</param>
    public EngineTrajectory Within(double largest)
    {
        var frames = Frames.RemoveAll(frame => frame.Labels.Forces?.Any(force => force.Length > largest) == true);
        return this with { Frames = frames, LeftOut = LeftOut + Frames.Length - frames.Length };
    }
}
