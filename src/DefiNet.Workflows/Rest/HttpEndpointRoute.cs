using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Activities.Http;
using DefiNet.Workflows.Definitions;
using DefiNet.Workflows.Execution.State;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DefiNet.Workflows.Rest;

/// <summary>Requests to the addresses that HttpEndpoint activities name: they start workflows and resume instances.</summary>
internal static class HttpEndpointRoute
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.RouteValues["path"]?.ToString() ?? "";
        var runtime = http.RequestServices.GetRequiredService<WorkflowRuntime>();
        IResult result;
        try
        {
            // A link on another site's page, followed by somebody who is signed in here, must not start anything.
            if (http.Request.Headers["Sec-Fetch-Site"] is [not ("same-origin" or "none")])
                throw new WorkflowException("The request comes from a page of another site.");
            var request = Guid.NewGuid().ToString("N");
            var input = new JsonObject
            {
                ["id"] = request,
                ["path"] = path,
                ["method"] = http.Request.Method,
                ["query"] = new JsonObject(http.Request.Query.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value.ToString()))),
                ["headers"] = new JsonObject(http.Request.Headers.Where(header => !IsSecret(header.Key)).Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value.ToString()))),
                ["content"] = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? null : await ContentAsync(http).ConfigureAwait(false),
            };
            var key = runtime.FirstWaitedFor(HttpPath.KeysFor(http.Request.Method, path));
            var instances = key is null ? [] : runtime.Stimulate(request, new(key, Answers.Query(http, "correlationId"), null, input));
            var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            await Task.WhenAny(Task.WhenAll(instances.Select(id => runtime.RunHereAsync(id, stopping))), Task.Delay(Patience, http.RequestAborted)).ConfigureAwait(false);
            result = instances.Count == 0
                ? Answers.Missing($"No workflow waits for {http.Request.Method} {JsonValues.Short(path)}.")
                : Answer(http, instances, request) ?? Results.Text(new JsonObject { ["workflowInstanceIds"] = new JsonArray([.. instances.Select(id => (JsonNode)id)]) }.ToJsonString(JsonValues.Options), "application/json", statusCode: StatusCodes.Status202Accepted);
        }
        catch (WorkflowException failure)
        {
            result = Answers.Refusal(StatusCodes.Status400BadRequest, failure.Message);
        }

        await result.ExecuteAsync(http).ConfigureAwait(false);
    }

    private static bool IsSecret(string header) => header.ToLowerInvariant() is "authorization" or "cookie" or "proxy-authorization";

    // What a WriteHttpResponse of one of the instances says to this request; null when none does.
    private static IResult? Answer(HttpContext http, IReadOnlyList<string> instances, string request)
    {
        using var context = http.RequestServices.GetRequiredService<Store>().NewContext();
        foreach (var state in context.WorkflowInstances.AsNoTracking().Where(row => instances.Contains(row.Id)).Select(row => row.State).ToList())
        {
            if (!WorkflowState.Parse(state).Properties.TryGetValue(WriteHttpResponse.ResponseProperty, out var kept) || kept is not JsonObject response || response["request"]?.ToString() != request)
                continue;
            foreach (var (name, value) in response["headers"]!.AsObject())
                http.Response.Headers[name] = value?.ToString();
            return Results.Text(response["text"]!.ToString(), $"{response["type"]}; charset=utf-8", statusCode: (int)response["status"]!);
        }

        return null;
    }

    private static async Task<JsonNode?> ContentAsync(HttpContext http)
    {
        using var text = new StreamReader(new LimitedStream(http.Request.Body, 4 << 20));
        var body = await text.ReadToEndAsync(http.RequestAborted).ConfigureAwait(false);
        if (body.Length == 0)
            return null;
        return http.Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true ? new JsonObject { ["value"] = GraphReader.Parse($"{{\"value\":{body}}}", "The body")["value"]?.DeepClone() }["value"]?.DeepClone() : JsonValue.Create(body);
    }
}
