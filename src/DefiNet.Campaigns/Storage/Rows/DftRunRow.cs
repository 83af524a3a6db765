namespace DefiNet.Campaigns.Storage.Rows;

/// <summary>A DFT run of one start: a row with a state machine. Its state changes only together with a <see cref="DftRunEventRow"/>.</summary>
public sealed class DftRunRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Start it relaxes; one run per start.</summary>
    public long StartId { get; set; }

    /// <summary>Cluster it runs on.</summary>
    public long ClusterId { get; set; }

    /// <summary>Engine: <c>surrogate</c>, <c>vasp</c>.</summary>
    public required string Engine { get; set; }

    /// <summary>Hexadecimal SHA-256 over everything that must be equal for two runs to be comparable.</summary>
    public required string SettingsHash { get; set; }

    /// <summary>State by name; the runner's table of transitions is the authority. The views know <c>failed</c> and <c>cancelled</c>.</summary>
    public required string State { get; set; }

    /// <summary>Name of the job, <c>dfn-…</c>, unique: committed before anything is submitted.</summary>
    public required string Token { get; set; }

    /// <summary>Name of the job that the current part shares with other small runs; null for a job of its own, which is called like the run.</summary>
    public string? Pack { get; set; }

    /// <summary>Identifier that the scheduler gave; the process id for a direct launch; null before.</summary>
    public string? SchedulerId { get; set; }

    /// <summary>When the process of a direct launch began, as the system counts it, so that a reused process id is not mistaken; null otherwise.</summary>
    public string? ProcessStart { get; set; }

    /// <summary>How often it was launched or submitted.</summary>
    public int Attempts { get; set; }

    /// <summary>Number of folders that hold its output: more than 1 when it was continued.</summary>
    public int Parts { get; set; } = 1;

    /// <summary>First of those folders that counts: more than 1 when the run began again with other settings.</summary>
    public int FirstPart { get; set; } = 1;

    /// <summary>Whether the engine was interrupted and continued: its count of steps is not an undisturbed one.</summary>
    public bool Restarted { get; set; }

    /// <summary>Folder on the cluster; null before it is known.</summary>
    public string? RemoteFolder { get; set; }

    /// <summary>Folder here, with its inputs and with what came back from a cluster; null before it is known, and for a run on this machine, whose only folder is <see cref="RemoteFolder"/>.</summary>
    public string? LocalFolder { get; set; }

    /// <summary>How the job of the current part ended: <c>by-itself</c>, or what the scheduler's accounting says, such as <c>timeout</c>; null before.</summary>
    public string? EndedHow { get; set; }

    /// <summary>Exit code of the engine in the current part; null before its end and where none was left.</summary>
    public int? ExitCode { get; set; }

    /// <summary>Whether somebody wants it cancelled; whoever runs the campaign does it.</summary>
    public bool CancelRequested { get; set; }

    /// <summary>Why it is paused or failed; null otherwise.</summary>
    public string? Reason { get; set; }

    /// <summary>Counts the changes of this row: who saves over another's change gets a concurrency error.</summary>
    public int Revision { get; set; }

    /// <summary>When it was planned, UTC.</summary>
    public DateTime CreatedAt { get; set; } = DateTime.UtcNow;

    /// <summary>When it last changed, UTC.</summary>
    public DateTime UpdatedAt { get; set; } = DateTime.UtcNow;

    /// <summary>The start.</summary>
    public StartRow? Start { get; set; }

    /// <summary>The cluster.</summary>
    public ClusterRow? Cluster { get; set; }

    /// <summary>What its output says, once it has ended.</summary>
    public IonicRecordRow? Record { get; set; }

    /// <summary>What was done about its errors and those of other arms.</summary>
    public List<RunCorrectionRow> Corrections { get; } = [];

    /// <summary>How far it was when last looked at while it ran; null before.</summary>
    public RunProgressRow? Progress { get; set; }

    /// <summary>Its transitions.</summary>
    public List<DftRunEventRow> Events { get; } = [];
}
