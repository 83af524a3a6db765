using DefiNet.Dft;

namespace DefiNet.Workflows;

/// <summary>How workflows are run here.</summary>
public sealed record WorkflowOptions
{
    /// <summary>Environment variable that names the hosts of <see cref="AllowedHosts"/>, with commas between them.</summary>
    public const string HostsVariable = "DEFINET_WORKFLOW_HOSTS";

    /// <summary>Environment variable that names the <see cref="MailServer"/>.</summary>
    public const string MailServerVariable = "DEFINET_MAIL_SERVER";

    /// <summary>Environment variable that names the sender of mail.</summary>
    public const string MailFromVariable = "DEFINET_MAIL_FROM";

    /// <summary>Folder for campaigns' runs and exports.</summary>
    public string DataFolder { get; set; } = "definet-data";

    /// <summary>How to start the command line, which the surrogate is part of; null for the program that runs now.</summary>
    public EngineCommand? Program { get; set; }

    /// <summary>Folder with definitions that are read at the start; null for none.</summary>
    public string? DefinitionsFolder { get; set; }

    /// <summary>Instances that are worked on at the same time in this process; 0 for a process that only answers requests.</summary>
    public int Workers { get; set; } = 16;

    /// <summary>Activities to a commit, at most.</summary>
    public int ActivitiesPerCommit { get; set; } = 10;

    /// <summary>How long a process may be silent before another takes its instances over.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether the host serves the designer's hub of live updates, <c>hubs/workflow-instance</c> beside the API.</summary>
    public bool LiveUpdates { get; set; }

    /// <summary>How often to look for what is due.</summary>
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Executions of activities that an instance may come to.</summary>
    public int MaxExecutions { get; set; } = 1_000_000;

    /// <summary>Characters that the state of an instance may come to.</summary>
    public int MaxStateLength { get; set; } = 8 << 20;

    /// <summary>Activities that may be at work or waiting in an instance.</summary>
    public int MaxLiveActivities { get; set; } = 20_000;

    /// <summary>Characters that a definition may have.</summary>
    public int MaxDefinitionLength { get; set; } = 4 << 20;

    /// <summary>Time for one expression.</summary>
    public TimeSpan ExpressionTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes that one expression may allocate.</summary>
    public long ExpressionMemory { get; set; } = 32 << 20;

    /// <summary>Statements that one expression may execute.</summary>
    public int ExpressionStatements { get; set; } = 1_000_000;

    /// <summary>Campaigns that are run in this process for activities; 0 where something else runs those that are marked to run.</summary>
    public int Campaigns { get; set; }

    /// <summary>Hosts to which HttpRequest and NotifyWebhook may go beyond the public internet, such as 127.0.0.1:8080.</summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = Variable(HostsVariable)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Mail server, such as <c>mail.example.org:25</c>; null where mail cannot be sent.</summary>
    public string? MailServer { get; set; } = Variable(MailServerVariable);

    /// <summary>Sender of mail.</summary>
    public string MailFrom { get; set; } = Variable(MailFromVariable) ?? "definet@localhost";

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
