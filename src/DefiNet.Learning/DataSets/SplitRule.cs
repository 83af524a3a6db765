using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals.DataSets;

namespace DefiNet.Learning.DataSets;

/// <summary>Gives pairs without a split one of their own: by configuration, so that equal ones, up to symmetry, are never on both sides.</summary>
public sealed record SplitRule
{
    /// <summary>Draws another assignment when it changes.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Share of the configurations for validation.</summary>
    public double Validation { get; init; } = 0.1;

    /// <summary>Share of the configurations for the test.</summary>
    public double Test { get; init; } = 0.1;

    /// <summary>Whether splits that sources give are passed over.</summary>
    public bool IgnoresGiven { get; init; }

    /// <summary>The split of a pair: the source's own where it gives one and that is not passed over.</summary>
    public Split Of(TrainingPair pair)
    {
        if (pair.Split != Split.None && !IgnoresGiven)
            return pair.Split;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed}/{pair.CanonicalHash}"));
        var drawn = BinaryPrimitives.ReadUInt64LittleEndian(hash) / (double)ulong.MaxValue;
        return drawn < Test ? Split.Test : drawn < Test + Validation ? Split.Validation : Split.Training;
    }
}
