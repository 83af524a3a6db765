using System.IO.Compression;
using System.Text;
using DefiNet.Campaigns.Exports;
using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Rest;

namespace DefiNet.Server.Campaigns;

/// <summary>Routes for campaigns.</summary>
internal static class CampaignsApi
{
    public const int MaxDefinition = 1 << 18;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var campaigns = routes.MapGroup("/api/campaigns").WithTags("Campaigns");
        campaigns.MapGet("", (Store store, int skip = 0, int take = 500) => CampaignLine.List(store, Math.Max(0, skip), Math.Clamp(take, 1, 1000))).WithSummary("Lists the campaigns, the newest first.");
        campaigns.MapPost("", NewAsync).WithSummary("Makes a campaign from a definition (YAML in the body); nothing is run yet.").Accepts<string>("application/yaml", "text/yaml", "text/plain", "application/x-www-form-urlencoded", "application/octet-stream").Produces<CampaignMade>(StatusCodes.Status201Created);
        campaigns.MapGet("/{name}", (string name, Store store) => CampaignDetail.Of(Status(store, name))).WithSummary("Where a campaign stands.");
        campaigns.MapGet("/{name}/definition", Definition).WithSummary("The definition it was made from, YAML.").Produces<string>(StatusCodes.Status200OK, "application/yaml");
        campaigns.MapPost("/{name}/run", (string name, Store store, CampaignHost host) => Moved(name, Find(store, name, () => host.Start(name)))).WithSummary("Lets it run.");
        campaigns.MapPost("/{name}/pause", (string name, Store store) => Moved(name, Find(store, name, () => CampaignControl.Apply(store, name, CampaignEvent.Pause)))).WithSummary("Submits nothing more; engines at work come to their end.");
        campaigns.MapPost("/{name}/resume", (string name, Store store, CampaignHost host) => Moved(name, Find(store, name, () => host.Resume(name)))).WithSummary("Lets a paused campaign go on.");
        campaigns.MapPost("/{name}/cancel", (string name, Store store, CampaignHost host) => Moved(name, Find(store, name, () => host.Cancel(name)))).WithSummary("Ends the engines at work and cancels the runs that have not ended.");
        campaigns.MapGet("/{name}/report", (string name, Store store) => Report(store, name)).WithSummary("The savings, one object per relaxer, material and density; fields as of 'campaign report --json'.");
        campaigns.MapGet("/{name}/report.html", ReportPageOf).WithSummary("The report as one self-contained page.").Produces<string>(StatusCodes.Status200OK, "text/html");
        campaigns.MapGet("/{name}/engine-energies.csv", Energies).WithSummary("Energies that the engine gave before and after relaxation, one line a configuration.").Produces<string>(StatusCodes.Status200OK, "text/csv");
        campaigns.MapGet("/{name}/export", ExportAsync).WithSummary("The campaign as CSV, CIF and YAML in a zip file.").Produces(StatusCodes.Status200OK, contentType: "application/zip");
    }

    /// <summary>Where a campaign stands.</summary>
    internal static CampaignStatus Status(Store store, string name) => Find(store, name, () => CampaignStatus.Of(store, name));

    /// <summary>Does something with a campaign; 404 when there is none, 409 when its state does not allow it.</summary>
    internal static T Find<T>(Store store, string name, Func<T> act)
    {
        using (var context = store.NewContext())
            if (!context.Campaigns.Any(row => row.Name == name))
                throw new RequestException($"There is no campaign '{(name.Length > 100 ? name[..100] + "…" : name)}'.", StatusCodes.Status404NotFound);
        try
        {
            return act();
        }
        catch (DefiNet.Campaigns.CampaignException refused)
        {
            throw new RequestException(refused.Message, StatusCodes.Status409Conflict);
        }
    }

    private static async Task<IResult> NewAsync(HttpRequest request, CampaignForm form, string? name = null)
    {
        if (request.ContentLength is > MaxDefinition)
            throw new RequestException($"The definition has {request.ContentLength} bytes; it may have {MaxDefinition}.", StatusCodes.Status413PayloadTooLarge);
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var text = await ReadAsync(reader, request.HttpContext.RequestAborted).ConfigureAwait(false);
        var made = await Task.Run(() => form.Make(text, name)).ConfigureAwait(false);
        AuditNote.Set(request.HttpContext, made.Campaign);
        return Results.Created($"/api/campaigns/{made.Campaign}", made);
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellation)
    {
        var buffer = new char[MaxDefinition + 1];
        var read = await reader.ReadBlockAsync(buffer, cancellation).ConfigureAwait(false);
        return read <= MaxDefinition ? new(buffer, 0, read) : throw new RequestException($"The definition is too long; it may have {MaxDefinition} bytes.", StatusCodes.Status413PayloadTooLarge);
    }

    private static IResult Definition(string name, Store store)
    {
        using var context = store.NewContext();
        return Find(store, name, () => Results.Text(CampaignReport.Find(context, name).Definition, "application/yaml"));
    }

    private static CampaignMoved Moved(string name, CampaignState state) => new(name, CampaignMachine.NameOf(state));

    private static List<ReportLine> Report(Store store, string name) => Find(store, name, () =>
    {
        using var context = store.NewContext();
        return CampaignReport.Load(context, name) is var report ? report.Rows.Select(row => ReportLine.Of(name, report.Campaign.Engine, row)).ToList() : [];
    });

    private static IResult ReportPageOf(string name, Store store) => Find(store, name, () =>
    {
        using var context = store.NewContext();
        using var page = new StringWriter();
        ReportPage.Write(page, $"Campaign {name}", DateTimeOffset.UtcNow, [ReportSections.Load(context, name)]);
        return Results.Text(page.ToString(), "text/html", Encoding.UTF8);
    });

    private static IResult Energies(string name, Store store) => Find(store, name, () =>
    {
        using var context = store.NewContext();
        var energies = EnergyTables.Load(context, name);
        if (energies.Configurations.Count < EnergyTables.FewestToShow)
            throw new RequestException($"The engine has not given energies of {EnergyTables.FewestToShow} configurations of '{name}' whose unrelaxed arm converged yet.", StatusCodes.Status404NotFound);
        using var text = new StringWriter();
        EnergyTables.Write(energies, text);
        return Results.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv", $"{name}-engine-energies.csv");
    });

    private static async Task<IResult> ExportAsync(string name, Store store, ServerOptions options, CancellationToken cancellation)
    {
        Find(store, name, () => true);
        var work = Directory.CreateDirectory(Path.Combine(options.DataFolder, "exports", Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            var file = Path.Combine(work, "export.zip");
            await Task.Run(
                () =>
                {
                    using var context = store.NewContext();
                    CampaignExport.Write(context, name, Path.Combine(work, name), (_, _) => { }, cancellation);
                    ZipFile.CreateFromDirectory(Path.Combine(work, name), file, CompressionLevel.Fastest, includeBaseDirectory: true);
                },
                cancellation).ConfigureAwait(false);

            // Open files outlive their names: nothing is left behind however the download ends.
            return Results.File(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Delete), "application/zip", $"{name}.zip");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}

/// <summary>A campaign's new state.</summary>
internal sealed record CampaignMoved(string Campaign, string State);
