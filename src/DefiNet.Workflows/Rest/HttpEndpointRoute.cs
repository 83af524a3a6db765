using System.Text.Json.Nodes;
using DefiNet.Workflows.Activities.Http;
using DefiNet.Workflows.Definitions;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Values;
using Microsoft.AspNetCore.Http;
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
            if (http.Request.Headers["Sec-Fetch-Site"] is ["cross-site"])
                throw new WorkflowException("The request comes from a page of another site.");
            var input = new JsonObject
            {
                ["path"] = path,
                ["method"] = http.Request.Method,
                ["query"] = new JsonObject(http.Request.Query.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value.ToString()))),
                ["content"] = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? null : await ContentAsync(http).ConfigureAwait(false),
            };
            var instances = runtime.Stimulate(Guid.NewGuid().ToString("N"), new(HttpEndpoint.KeyOf(http.Request.Method, path), Answers.Query(http, "correlationId"), null, input));
            var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            await Task.WhenAny(Task.WhenAll(instances.Select(id => runtime.RunHereAsync(id, stopping))), Task.Delay(Patience, http.RequestAborted)).ConfigureAwait(false);
            result = instances.Count == 0
                ? Answers.Missing($"No workflow waits for {http.Request.Method} {path}.")
                : Results.Text(new JsonObject { ["workflowInstanceIds"] = new JsonArray([.. instances.Select(id => (JsonNode)id)]) }.ToJsonString(JsonValues.Options), "application/json", statusCode: StatusCodes.Status202Accepted);
        }
        catch (WorkflowException failure)
        {
            result = Answers.Refusal(StatusCodes.Status400BadRequest, failure.Message);
        }

        await result.ExecuteAsync(http).ConfigureAwait(false);
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
