using System.Reflection;
using DefiNet.Server.Accounts;
using DefiNet.Server.Pages;

namespace DefiNet.Server.Designer;

/// <summary>Elsa Studio's four pages below <c>/designer</c>, at the addresses that its own links lead to.</summary>
internal static class DesignerPages
{
    /// <summary>Folder of the Studio, for its <c>base</c>.</summary>
    public const string Mount = "/designer/";

    /// <summary>The workflow API, below this path of the same server.</summary>
    public const string Api = "/elsa/api";

    private const string Script = "host.js", Style = "host.css";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/designer").ExcludeFromDescription();
        pages.MapGet("", () => new SeeOther($"{Mount}workflows/definitions"));
        pages.MapGet("/workflows/definitions", (HttpContext http, StudioFiles files) => Page(http, files, "Workflows", Html.Of($"<elsa-workflow-definition-list></elsa-workflow-definition-list>")));
        pages.MapGet("/workflows/definitions/{id}/edit", (HttpContext http, string id, StudioFiles files) => Page(http, files, "Workflow", Html.Of($"<elsa-workflow-definition-editor definition-id=\"{id}\"></elsa-workflow-definition-editor>")));
        pages.MapGet("/workflows/instances", (HttpContext http, StudioFiles files) => Page(http, files, "Instances", Html.Of($"<elsa-workflow-instance-list></elsa-workflow-instance-list>")));
        pages.MapGet("/workflows/instances/{id}/view", (HttpContext http, string id, StudioFiles files) => Page(http, files, "Instance", Html.Of($"<elsa-workflow-instance-viewer instance-id=\"{id}\"></elsa-workflow-instance-viewer>")));
        pages.MapGet($"/{Script}", (HttpContext http) => Own(http, Script, "text/javascript"));
        pages.MapGet($"/{Style}", (HttpContext http) => Own(http, Style, "text/css"));
        pages.MapGet("/{**path}", (HttpContext http, string path, StudioFiles files) => files.Answer(http, path));
    }

    private static PageResult Page(HttpContext http, StudioFiles files, string title, Html element)
    {
        if (!files.AreThere)
            return Layout.Page(http, "Workflows", "/designer/workflows/definitions", Html.Of($"<div class=\"empty\"><h2>The designer is not here</h2><p>Elsa Studio is fetched when DefiNet is built; that could not reach the npm registry. Run <code>build/fetch-studio</code> and start the server again. Everything else works.</p></div>"), status: StatusCodes.Status404NotFound);
        StudioHeaders.Set(http);
        var who = SignedIn.Of(http.User)!;
        return new(Html.Of($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · DefiNet</title>
            <base href="{Mount}"><link rel="icon" href="data:,">
            <link rel="stylesheet" href="_content/MudBlazor/MudBlazor.min.css">
            <link rel="stylesheet" href="_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.css">
            <link rel="stylesheet" href="_content/Radzen.Blazor/css/material-base.css">
            <link rel="stylesheet" href="_content/Elsa.Studio.Shell/css/shell.css">
            <link rel="stylesheet" href="Elsa.Studio.Host.CustomElements.styles.css">
            <link rel="stylesheet" href="{Style}"></head>
            <body><nav class="dfn"><a class="dfn-brand" href="/">DefiNet</a>{Layout.Links(who, "/designer/workflows/definitions")}<a href="{Mount}workflows/instances">Instances</a><span>{Layout.Called(who)}</span>
            <form method="post" action="/signout"><button>Sign out</button></form></nav>
            <elsa-backend-provider remote-endpoint="{http.Request.Scheme}://{http.Request.Host}{Api}"></elsa-backend-provider>
            <div class="dfn-studio">{element}</div>
            <script src="{Script}"></script>
            <script src="_content/BlazorMonaco/jsInterop.js"></script>
            <script src="_content/BlazorMonaco/lib/monaco-editor/min/vs/loader.js"></script>
            <script src="_content/BlazorMonaco/lib/monaco-editor/min/vs/editor/editor.main.js"></script>
            <script src="_content/MudBlazor/MudBlazor.min.js"></script>
            <script src="_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.js"></script>
            <script src="_content/Radzen.Blazor/Radzen.Blazor.js"></script>
            <script src="_framework/blazor.webassembly.js"></script>
            </body></html>
            """).Text, StatusCodes.Status200OK);
    }

    private static IResult Own(HttpContext http, string name, string type)
    {
        var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"DefiNet.Server.Designer.{name}")
            ?? throw new InvalidOperationException($"The resource {name} is missing from the build.");
        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.Stream(stream, type);
    }
}
