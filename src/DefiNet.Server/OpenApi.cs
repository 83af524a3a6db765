using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DefiNet.Server;

/// <summary>What the OpenAPI document says beyond the routes.</summary>
internal static class OpenApi
{
    private const string Key = "ApiKey";

    public static void Configure(OpenApiOptions options) => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info = new() { Title = "DefiNet", Version = "v1", Description = "Campaigns, runs, clusters, models, schedules. Every route but /health takes the header 'Authorization: ApiKey …'." };
        document.Servers = [];
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Key] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "Authorization", Description = "ApiKey followed by the key" };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(Key, document)] = [] }];
        return Task.CompletedTask;
    });
}
