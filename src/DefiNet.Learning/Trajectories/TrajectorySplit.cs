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

    /// <summary>What each trajectory is for. At least one configuration is for training; with two or more and a share for validation, at least one is for that.</summary>
    /// <exception cref="LearningException">The shares are below 0 or leave nothing for training.</exception>
    public IReadOnlyList<Split> Of(IReadOnlyList<EngineTrajectory> trajectories)
    {
        if (Validation < 0 || Test < 0 || !(Validation + Test < 1))
            throw new LearningException($"The shares for validation and test are {Validation} and {Test}; they must not be negative and leave something for training.");
        var order = trajectories.Select(trajectory => trajectory.Configuration).Distinct().OrderBy(Draw).ThenBy(name => name, StringComparer.Ordinal).ToList();
        var validation = order.Count > 1 && Validation > 0 ? Math.Max(1, (int)Math.Round(Validation * order.Count)) : 0;
        var test = Math.Min((int)Math.Round(Test * order.Count), order.Count - validation - 1);
        var place = order.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        return [.. trajectories.Select(trajectory => place[trajectory.Configuration] is var at && at < validation ? Split.Validation : at < validation + test ? Split.Test : Split.Training)];
    }

    private ulong Draw(string configuration) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed}/{configuration}")));
}
