using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DefiNet.Server;

/// <summary>What the OpenAPI document says beyond the routes.</summary>
internal static class OpenApi
{
    private const string Key = "ApiKey";

    private static readonly (string Status, string Meaning)[] Refusals =
    [
        ("400", "The request cannot be right; 'detail' says why."), ("401", "There is no key, or nobody's."), ("403", "The account's role does not allow it."),
        ("404", "There is no such thing."), ("409", "Its state does not allow it."), ("429", "Too many requests; 'Retry-After' says when to try again."),
    ];

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer(Describe);
        options.AddOperationTransformer(Refuse);
    }

    // Every route refuses in the same way.
    private static Task Refuse(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.Responses ??= [];
        foreach (var (status, meaning) in Refusals)
            operation.Responses.TryAdd(status, new OpenApiResponse
            {
                Description = meaning,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema> { ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer }, ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String } } } } },
            });
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new() { Title = "DefiNet", Version = "v1", Description = "Campaigns, runs, clusters, models, schedules, workflows (the API of Elsa 3 below /elsa/api). Every route but /health takes the header 'Authorization: ApiKey …'." };
        document.Servers = [];
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Key] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "Authorization", Description = "ApiKey followed by the key" };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(Key, document)] = [] }];
        return Task.CompletedTask;
    }
}
