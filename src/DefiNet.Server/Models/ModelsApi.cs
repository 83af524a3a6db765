using System.Text.Json.Serialization;
using DefiNet.Inference.Models;

namespace DefiNet.Server.Models;

/// <summary>Routes for models.</summary>
internal static class ModelsApi
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/models", List).WithTags("Models").WithSummary("Lists the models that came with the program and those added.");

    private static List<ModelLine> List() =>
        [.. ModelLibrary.OfThisProgram().List().Select(model => new ModelLine(model.Name, model.Relaxer, model.Architecture, model.Parameters, model.Sha256, [.. model.Elements.Select(element => element.Symbol)], model.IsShipped))];
}

/// <summary>A model in a list; fields as of <c>model list --json</c>.</summary>
internal sealed record ModelLine(string Name, string Relaxer, string Architecture, long Parameters, [property: JsonPropertyName("sha256")] string Sha256, IReadOnlyList<string> Elements, bool Shipped);
