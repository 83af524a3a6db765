using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DefiNet.Workflows.Values;
using Microsoft.AspNetCore.Http;

namespace DefiNet.Workflows.Rest;

/// <summary>JSON in and out, with the names that the designer reads.</summary>
internal static class Answers
{
    private const int MaxBody = 6 << 20;

    public static IResult Json(JsonNode node) => Results.Text(node.ToJsonString(JsonValues.Options), "application/json");

    public static IResult List(IEnumerable<JsonNode?> items)
    {
        var array = new JsonArray([.. items]);
        return Json(new JsonObject { ["items"] = array, ["count"] = array.Count });
    }

    public static IResult Refusal(int status, string sentence) => Results.Text(
        new JsonObject { ["statusCode"] = status, ["message"] = sentence, ["errors"] = new JsonObject { ["generalErrors"] = new JsonArray(sentence) } }.ToJsonString(JsonValues.Options),
        "application/problem+json", statusCode: status);

    public static IResult Missing(string what) => Refusal(StatusCodes.Status404NotFound, what);

    /// <summary>The body as a JSON object; an empty one when there is none.</summary>
    /// <exception cref="WorkflowException">It is no JSON object, or too long.</exception>
    public static async Task<JsonObject> BodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MaxBody)
            throw new WorkflowException($"The body has {http.Request.ContentLength} bytes; {MaxBody} is the limit.");
        using var text = new StreamReader(new LimitedStream(http.Request.Body, MaxBody));
        var body = await text.ReadToEndAsync(http.RequestAborted).ConfigureAwait(false);
        return string.IsNullOrWhiteSpace(body) ? [] : Definitions.GraphReader.Parse(body, "The body", MaxBody);
    }

    public static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static bool? Flag(JsonNode? node) => node is JsonValue value ? value.GetValueKind() switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null } : null;

    public static int? Number(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<int>(out var number) ? number : null;

    public static IReadOnlyList<string> Texts(JsonNode? node) => node is JsonArray array ? [.. array.Select(Text).OfType<string>()] : [];

    public static string Time(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffffff+00:00", CultureInfo.InvariantCulture);

    public static JsonNode? Time(DateTime? time) => time is { } known ? Time(known) : null;

    public static JsonNode? Parsed(string? json) => json is null ? null : JsonNode.Parse(json, null, new() { MaxDepth = 256 });

    public static string? Query(HttpContext http, string name) => http.Request.Query.TryGetValue(name, out var values) ? values[^1] : null;

    public static IReadOnlyList<string> Queries(HttpContext http, string name) => http.Request.Query.TryGetValue(name, out var values) ? [.. values.OfType<string>().SelectMany(value => value.Split(',')).Where(value => value.Length > 0)] : [];

    public static int? QueryNumber(HttpContext http, string name) => int.TryParse(Query(http, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
