using System.Text.Json.Nodes;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Definitions;

/// <summary>Flags that the designer keeps in an activity's custom properties.</summary>
internal static class GraphFlags
{
    public static bool CanStart(IActivity activity) => Flag(activity, "canStartWorkflow");

    public static MergeMode? Merge(IActivity activity) =>
        Member(activity, "mergeMode") is { } value && value.TryGetValue<string>(out var name) && Enum.TryParse<MergeMode>(name, ignoreCase: true, out var mode) && Enum.IsDefined(mode) ? mode : null;

    /// <summary>How often it is tried again: <c>retries</c>, or what its type says.</summary>
    public static int Retries(Activity activity) => Number(activity, "retries") is { } count ? (int)Math.Clamp(count, 0, 100) : activity.Descriptor.Retries;

    /// <summary>Seconds before the first repetition; each further one waits twice as long.</summary>
    public static double RetrySeconds(Activity activity) => Math.Clamp(Number(activity, "retrySeconds") ?? 1, 0.01, 86400);

    private static bool Flag(IActivity activity, string name) => Member(activity, name) is { } value && value.TryGetValue<bool>(out var flag) && flag;

    private static double? Number(IActivity activity, string name) => Member(activity, name) is { } value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number && value.TryGetValue<double>(out var number) ? number : null;

    private static JsonValue? Member(IActivity activity, string name) => activity.CustomProperties[name] as JsonValue;
}
