using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Campaigns.Storage.Rows;

namespace DefiNet.Campaigns.Running;

/// <summary>The life of a run as one trace: a span for each state it was in, however many processes had it. The trace's number is made of the run's token, so that it needs no row.</summary>
public static class RunTrace
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "DefiNet.Runs";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Number of a run's trace.</summary>
    public static ActivityTraceId TraceOf(string token) => ActivityTraceId.CreateFromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 16));

    /// <summary>Tells whoever listens that a run leaves a state.</summary>
    internal static void Leave(DftRunRow run, string from, string to, string? reason)
    {
        if (!Source.HasListeners())
            return;
        Span<byte> root = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(root, run.Id + 1);
        var life = new ActivityContext(TraceOf(run.Token), ActivitySpanId.CreateFromBytes(root), ActivityTraceFlags.Recorded, isRemote: true);
        using var span = Source.StartActivity($"run {from}", ActivityKind.Internal, life, startTime: run.UpdatedAt);
        span?.SetTag("definet.run", run.Token);
        span?.SetTag("definet.to", to);
        span?.SetTag("definet.engine", run.Engine);
        if (to == RunMachine.NameOf(RunState.Failed))
            span?.SetStatus(ActivityStatusCode.Error, reason);
        else if (reason is not null)
            span?.SetTag("definet.reason", reason);
    }
}
