using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DefiNet.Learning.Training;

/// <summary>Writes and reads all that a training goes on from. A file is complete or not there: it is written beside and moved into place.</summary>
/// <remarks>Layout, little-endian: eight letters, length of a header in JSON, the header, six rows of weights in single precision, SHA-256 of all before it.</remarks>
public static class TrainingCheckpoint
{
    /// <summary>Name of the file in the folder of a training.</summary>
    public const string FileName = "checkpoint.bin";

    private const string Magic = "DFNCKPT1";
    private const int HashBytes = 32;
    private const int MaxHeaderBytes = 64 << 20;

    private static readonly JsonSerializerOptions Options = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="state">The state.</param>
    /// <param name="identity">What the training is: a checkpoint goes on with nothing else.</param>
    public static void Write(string path, TrainingState state, string identity)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new Header(
                identity, state.Weights.Length, state.Step, state.Epoch, state.BatchOfEpoch, state.LossSum, state.LossCount, state.Seconds, state.Best, state.BestStep, state.WithoutGain,
                state.WithoutGainAtRate, state.RateFactor, state.Curve),
            Options);
        var making = path + ".new";
        using (var file = File.Create(making))
        using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            Put(Encoding.ASCII.GetBytes(Magic));
            Put(BitConverter.GetBytes(header.Length));
            Put(header);
            foreach (var row in RowsOf(state))
                Put(MemoryMarshal.AsBytes(row.AsSpan()));
            file.Write(hash.GetHashAndReset());
            file.Flush(flushToDisk: true);

            void Put(ReadOnlySpan<byte> bytes)
            {
                file.Write(bytes);
                hash.AppendData(bytes);
            }
        }

        File.Move(making, path, overwrite: true);
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="LearningException">The file is damaged or belongs to another training.</exception>
    public static TrainingState Read(string path, int weights, string identity)
    {
        var bytes = File.ReadAllBytes(path);
        var start = Magic.Length + sizeof(int);
        var length = bytes.Length > start + HashBytes ? BitConverter.ToInt32(bytes, Magic.Length) : -1;
        if (length is < 0 or > MaxHeaderBytes || start + (long)length + HashBytes > bytes.Length || Encoding.ASCII.GetString(bytes, 0, Magic.Length) != Magic
            || !SHA256.HashData(bytes.AsSpan(0, bytes.Length - HashBytes)).AsSpan().SequenceEqual(bytes.AsSpan(bytes.Length - HashBytes)))
            throw new LearningException($"{path}: this is no checkpoint of a training, or a damaged one; delete it to begin anew.");
        Header? header;
        try
        {
            header = JsonSerializer.Deserialize<Header>(bytes.AsSpan(start, length), Options);
        }
        catch (JsonException cause)
        {
            throw new LearningException($"{path}: the header of the checkpoint cannot be read; delete the file to begin anew.", cause);
        }

        if (header is null || header.Identity != identity)
            throw new LearningException($"{path}: the checkpoint belongs to another plan or other data; name another folder with --out, or delete the file to begin anew.");
        if (header.Weights != weights || start + length + 6L * sizeof(float) * weights + HashBytes != bytes.Length)
            throw new LearningException($"{path}: the checkpoint holds {header.Weights} weights; the net has {weights}.");
        var state = new TrainingState(new float[weights])
        {
            Step = header.Step,
            Epoch = header.Epoch,
            BatchOfEpoch = header.BatchOfEpoch,
            LossSum = header.LossSum,
            LossCount = header.LossCount,
            Seconds = header.Seconds,
            Best = header.Best,
            BestStep = header.BestStep,
            WithoutGain = header.WithoutGain,
            WithoutGainAtRate = header.WithoutGainAtRate,
            RateFactor = header.RateFactor,
        };
        state.Curve.AddRange(header.Curve);
        var at = start + length;
        foreach (var row in RowsOf(state))
        {
            bytes.AsSpan(at, sizeof(float) * weights).CopyTo(MemoryMarshal.AsBytes(row.AsSpan()));
            at += sizeof(float) * weights;
        }

        return state;
    }

    private static float[][] RowsOf(TrainingState state) => [state.Weights, state.First, state.Second, state.Largest, state.Average, state.BestWeights];

    private sealed record Header(
        string Identity, int Weights, long Step, long Epoch, int BatchOfEpoch, double LossSum, long LossCount, double Seconds, double Best, long BestStep, int WithoutGain,
        int WithoutGainAtRate, double RateFactor, IReadOnlyList<CurveRow> Curve);
}
