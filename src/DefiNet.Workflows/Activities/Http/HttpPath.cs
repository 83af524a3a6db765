using System.Text.Json.Nodes;

namespace DefiNet.Workflows.Activities.Http;

/// <summary>A path below /workflows, some parts of which may be names in braces that stand for any part: <c>runs/{run}/log</c>.</summary>
internal static class HttpPath
{
    private const string Any = "{}";

    // Paths of more parts are found by their exact text only.
    private const int MaxParts = 6;

    /// <summary>What the store calls requests to a path.</summary>
    public static string KeyOf(string method, string path) =>
        $"http:{method.ToUpperInvariant()}:{string.Join('/', PartsOf(path).Select(part => IsName(part) ? Any : part.ToLowerInvariant()))}";

    /// <summary>The keys that a request may meet, the most exact first.</summary>
    public static IReadOnlyList<string> KeysFor(string method, string path)
    {
        var parts = Array.ConvertAll(PartsOf(path), part => part == Any ? "" : part);
        var masks = Enumerable.Range(0, parts.Length > MaxParts ? 1 : 1 << parts.Length).OrderBy(mask => System.Numerics.BitOperations.PopCount((uint)mask)).ThenByDescending(mask => mask);
        return [.. masks.Select(mask => $"http:{method.ToUpperInvariant()}:{string.Join('/', parts.Select((part, index) => (mask & (1 << index)) != 0 ? Any : part.ToLowerInvariant()))}")];
    }

    /// <summary>What the names of a path stand for in a request.</summary>
    public static JsonObject RouteData(string template, string path)
    {
        var (names, parts) = (PartsOf(template), PartsOf(path));
        var data = new JsonObject();
        for (var index = 0; index < Math.Min(names.Length, parts.Length); index++)
            if (IsName(names[index]))
                data[names[index].Trim('{', '}').Split(':')[0].TrimEnd('?')] = parts[index];
        return data;
    }

    private static string[] PartsOf(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsName(string part) => part.Length > 2 && part[0] == '{' && part[^1] == '}';
}
