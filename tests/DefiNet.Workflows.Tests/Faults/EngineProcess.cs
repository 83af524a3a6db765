using System.Diagnostics;
using System.Globalization;
using DefiNet.Campaigns.Storage;
using DefiNet.Crystals;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Workflows.Tests.Faults;

/// <summary>A process that executes the workflows of a store, as a server does.</summary>
internal sealed class EngineProcess : IDisposable
{
    private static readonly string Program = ShippedFiles.PathOf("artifacts", "bin", "DefiNet.WorkflowHost", "release", "DefiNet.WorkflowHost");

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _lease;

    private EngineProcess(Process process)
    {
        _process = process;
        _lease = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{process.Id}:");
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data == "ready")
                _ready.TrySetResult();
            else if (line.Data is null)
                _ready.TrySetException(new InvalidOperationException("The engine's process ended before it was ready."));
        };
        process.BeginOutputReadLine();
    }

    public static EngineProcess Start(Store store, string outside, int leaseSeconds) =>
        new(Process.Start(new ProcessStartInfo(Program, [store.Address.ConnectionString, outside, leaseSeconds.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!);

    public Task Ready() => _ready.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Instances whose lease it holds.</summary>
    public int Leases(Store store)
    {
        using var context = store.NewContext();
        return context.WorkflowInstances.Count(row => row.LeaseOwner != null && row.LeaseOwner.StartsWith(_lease));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
