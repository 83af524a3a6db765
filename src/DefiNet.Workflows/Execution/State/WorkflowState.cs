using System.Text.Json;
using System.Text.Json.Serialization;

namespace DefiNet.Workflows.Execution.State;

/// <summary>What execution of an instance goes on from.</summary>
internal sealed class WorkflowState
{
    /// <summary>Last number given to an execution or a line of the journal.</summary>
    public long Sequence { get; set; }

    /// <summary>Executions so far.</summary>
    public long Executions { get; set; }

    /// <summary>Inputs of the workflow.</summary>
    public Dictionary<string, object?> Input { get; set; } = [];

    /// <summary>Outputs of the workflow.</summary>
    public Dictionary<string, object?> Output { get; set; } = [];

    /// <summary>Anything else that activities keep with the instance.</summary>
    public Dictionary<string, object?> Properties { get; set; } = [];

    /// <summary>Variables of the workflow by their keys.</summary>
    public Dictionary<string, object?> Variables { get; set; } = [];

    /// <summary>Executions that have not ended.</summary>
    public List<ContextState> Contexts { get; set; } = [];

    /// <summary>What is to be executed next, in order.</summary>
    public List<WorkState> Queue { get; set; } = [];

    /// <summary>What failed and may be tried again by hand.</summary>
    public List<WorkState> Faulted { get; set; } = [];

    /// <summary>What is waited for.</summary>
    public List<BookmarkState> Bookmarks { get; set; } = [];

    /// <summary>Last values of the outputs of activities, by activity id, for expressions.</summary>
    public Dictionary<string, Dictionary<string, object?>> Outputs { get; set; } = [];

    /// <summary>Whether the root was scheduled.</summary>
    public bool Started { get; set; }

    /// <summary>The trigger that started it; null where none did.</summary>
    public string? TriggerActivityId { get; set; }

    /// <summary>How the state is written.</summary>
    public static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new PlainConverter() },
        MaxDepth = 200,
    };

    public static WorkflowState Parse(string json) => JsonSerializer.Deserialize<WorkflowState>(json, Format)!;

    public string Write() => JsonSerializer.Serialize(this, Format);
}
