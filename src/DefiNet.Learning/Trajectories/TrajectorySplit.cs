using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals.DataSets;

namespace DefiNet.Learning.Trajectories;

/// <summary>Divides trajectories between training, validation and test, by configuration: no step of one is ever beside another of it on the other side.</summary>
public sealed record TrajectorySplit
{
    /// <summary>Draws another assignment when it changes.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Share of the configurations for validation.</summary>
    public double Validation { get; init; } = 0.1;

    /// <summary>Share of the configurations for the test.</summary>
    public double Test { get; init; } = 0.1;

    /// <summary>Whether splits that sources give are passed over.</summary>
    public bool IgnoresGiven { get; init; }

    /// <summary>What each trajectory is for: what the source gives its configuration, and else what is drawn. Of those that are drawn at least one configuration is for training; with two or more, a share for validation and none that is given, at least one is for that.</summary>
    /// <exception cref="LearningException">The shares are below 0 or leave nothing for training.</exception>
    public IReadOnlyList<Split> Of(IReadOnlyList<EngineTrajectory> trajectories)
    {
        if (Validation < 0 || Test < 0 || !(Validation + Test < 1))
            throw new LearningException($"The shares for validation and test are {Validation} and {Test}; they must not be negative and leave something for training.");
        // Where sources disagree on a configuration it is kept from training.
        var splits = trajectories.Where(trajectory => trajectory.Given != Split.None && !IgnoresGiven)
            .GroupBy(trajectory => trajectory.Configuration, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Max(trajectory => trajectory.Given), StringComparer.Ordinal);
        var least = splits.ContainsValue(Split.Validation) ? 0 : 1;
        var drawn = trajectories.Select(trajectory => trajectory.Configuration).Distinct(StringComparer.Ordinal).Where(name => !splits.ContainsKey(name)).OrderBy(Draw).ThenBy(name => name, StringComparer.Ordinal).ToList();
        var validation = drawn.Count > 1 && Validation > 0 ? Math.Max(least, (int)Math.Round(Validation * drawn.Count)) : 0;
        var test = Math.Min((int)Math.Round(Test * drawn.Count), drawn.Count - validation - 1);
        foreach (var (at, name) in drawn.Index())
            splits[name] = at < validation ? Split.Validation : at < validation + test ? Split.Test : Split.Training;
        return [.. trajectories.Select(trajectory => splits[trajectory.Configuration])];
    }

    private ulong Draw(string configuration) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed}/{configuration}")));
}
