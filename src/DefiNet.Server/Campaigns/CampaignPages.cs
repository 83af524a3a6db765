using System.Globalization;
using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Crystals;
using DefiNet.Server.Accounts;
using DefiNet.Server.Pages;
using DefiNet.Server.Security;
using DefiNet.Workflows.Rest;

namespace DefiNet.Server.Campaigns;

/// <summary>The pages that list and show campaigns.</summary>
internal static class CampaignPages
{
    private const string Tab = "/";
    private const int RefreshSeconds = 5;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").ExcludeFromDescription();
        pages.MapGet("/", List);
        pages.MapGet("/campaigns/new", (HttpContext http) => Editor(http, Template(), null)).RequireAuthorization(RoleNames.Operator);
        pages.MapPost("/campaigns/new", (Delegate)NewAsync).RequireAuthorization(RoleNames.Operator);
        pages.MapGet("/campaigns/{name}", Show);
        pages.MapPost("/campaigns/{name}/{verb:regex(^(run|pause|resume|cancel)$)}", Act).RequireAuthorization(RoleNames.Operator);
    }

    private static PageResult List(HttpContext http, Store store)
    {
        var campaigns = CampaignLine.List(store);
        var mayChange = SignedIn.Of(http.User)!.Role >= Role.Operator;
        var add = mayChange ? Html.Of($"<a class=\"button\" href=\"/campaigns/new\">New campaign</a>") : Html.Empty;
        var body = campaigns.Count == 0
            ? Html.Of($"<div class=\"empty\"><h2>No campaign yet</h2><p>A campaign turns a host and a defect recipe into configurations, starts, runs and ionic steps saved.</p>{add}</div>")
            : Html.Of($"""
                <div class="scroll"><table class="list"><thead><tr><th>campaign</th><th>state</th><th>progress</th><th class="n">configurations</th><th class="n">runs</th><th class="n">failed</th><th>engine</th><th>made</th></tr></thead><tbody>
                {campaigns.Select(Row)}
                </tbody></table></div>
                """);
        return Layout.Page(http, "Campaigns", Tab, Html.Of($"<div class=\"top\"><h1>Campaigns</h1><span class=\"grow\"></span>{(campaigns.Count == 0 ? Html.Empty : add)}</div>{body}"), campaigns.Any(IsAtWork) ? RefreshSeconds : null);
    }

    private static Html Row(CampaignLine line) => Html.Of($"""
        <tr><td><a href="/campaigns/{line.Campaign}">{line.Campaign}</a></td><td>{State(line.State)}</td><td>{Progress(line)}</td><td class="n">{line.Configurations}</td><td class="n">{line.Runs}</td><td class="n">{(line.Failed > 0 ? Html.Of($"<span class=\"bad\">{line.Failed}</span>") : Html.Of($"0"))}</td><td>{Engine(line.Engine, line.Potential)}</td><td class="soft">{line.CreatedAt:yyyy-MM-dd HH:mm}</td></tr>
        """);

    private static Html Progress(CampaignLine line) => line.Runs == 0
        ? Html.Of($"<span class=\"soft\">nothing run</span>")
        : Html.Of($"<progress max=\"{line.Runs}\" value=\"{line.Ended}\"></progress> <span class=\"small soft\">{line.Ended} of {line.Runs}</span>");

    private static PageResult Show(HttpContext http, string name, Store store, CampaignHost host, string? problem = null)
    {
        var status = CampaignsApi.Status(store, name);
        using var context = store.NewContext();
        using var report = new StringWriter();
        var section = ReportSections.Load(context, name);
        ReportPage.WriteSection(report, section);
        var said = problem ?? host.ProblemOf(name);
        var ended = status.Runs[RunState.Recorded] + status.Runs[RunState.Failed] + status.Runs[RunState.Cancelled];
        var total = status.Runs.Values.Sum();
        var isAtWork = status.State == CampaignMachine.NameOf(CampaignState.Running);
        return Layout.Page(http, name, Tab, Html.Of($"""
            <div class="top"><h1>{name}</h1>{State(status.State)}<span class="soft">{Waits(status, host)}</span><span class="grow"></span>{Buttons(http, status)}</div>
            {(said is null ? Html.Empty : Html.Of($"<p class=\"notice bad\" role=\"alert\">{said}</p>"))}
            <dl class="numbers">
            <div><dt>configurations</dt><dd>{status.Configurations}</dd></div><div><dt>starts</dt><dd>{status.Starts}</dd></div>
            <div><dt>runs ended</dt><dd>{ended} of {total}</dd></div><div><dt>failed</dt><dd>{status.Runs[RunState.Failed]}</dd></div><div><dt>ionic steps</dt><dd>{status.IonicSteps.ToString("N0", CultureInfo.InvariantCulture)}</dd></div>
            </dl>
            {(status.Reasons.Count == 0 ? Html.Empty : Html.Of($"<ul>{status.Reasons.Select(reason => Html.Of($"<li>{reason.Runs} × {reason.Reason}</li>"))}</ul>"))}
            <div class="report">{new Html(report.ToString())}</div>
            <p class="small"><a href="/api/campaigns/{name}/report.html">Report as one file</a> · {(section.Energies is null ? Html.Empty : Html.Of($"<a href=\"/api/campaigns/{name}/engine-energies.csv\">Energies (CSV)</a> · "))}<a href="/api/campaigns/{name}/export">Export (CSV, CIF, YAML)</a> · <a href="/api/campaigns/{name}/definition">Definition</a> · <a href="/api/runs?campaign={name}">Runs</a></p>
            """), isAtWork ? RefreshSeconds : null);
    }

    private static string Waits(CampaignStatus status, CampaignHost host)
    {
        if (status.State != CampaignMachine.NameOf(CampaignState.Running))
            return "";
        if (!host.Running.TryGetValue(status.Campaign, out var progress))
            return status.BeingRun ? "run by another process" : "waits for a free place";
        return progress switch
        {
            { Phase: "starts" } => string.Create(CultureInfo.InvariantCulture, $"makes starts: {progress.StartsMade} of {progress.StartsTotal}"),
            { SecondsLeft: > 90 and var seconds } => string.Create(CultureInfo.InvariantCulture, $"about {seconds / 60:0} min left"),
            { SecondsLeft: > 0 and var seconds } => string.Create(CultureInfo.InvariantCulture, $"about {seconds:0} s left"),
            _ => "",
        };
    }

    private static Html Buttons(HttpContext http, CampaignStatus status)
    {
        if (SignedIn.Of(http.User)!.Role < Role.Operator)
            return Html.Empty;
        var state = CampaignMachine.StateOf(status.State);
        (string Verb, string Title, string Style, CampaignEvent Event)[] verbs = [("run", "Run", "", CampaignEvent.Run), ("pause", "Pause", "quiet", CampaignEvent.Pause), ("resume", "Resume", "", CampaignEvent.Resume), ("cancel", "Cancel", "danger", CampaignEvent.Cancel)];
        return Html.Join(verbs
            .Where(verb => status.Engine is not null && CampaignMachine.Table.TryGetValue((state, verb.Event), out var to) && to != state && !(verb.Verb == "run" && state == CampaignState.Finished))
            .Select(verb => verb.Verb == "cancel" ? Layout.Confirm(verb.Title, $"/campaigns/{status.Campaign}/cancel", Html.Empty) : Html.Of($"<form class=\"inline\" method=\"post\" action=\"/campaigns/{status.Campaign}/{verb.Verb}\"><button class=\"{verb.Style}\">{verb.Title}</button></form>")));
    }

    private static SeeOther Act(string name, string verb, Store store, CampaignHost host)
    {
        CampaignsApi.Find(store, name, () => verb switch
        {
            "run" => host.Start(name),
            "resume" => host.Resume(name),
            "pause" => CampaignControl.Apply(store, name, CampaignEvent.Pause),
            _ => host.Cancel(name),
        });
        return new($"/campaigns/{name}");
    }

    private static async Task<IResult> NewAsync(HttpContext http, CampaignForm form, CampaignHost host)
    {
        var fields = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
        var text = fields["definition"].ToString();
        if (text.Length > CampaignsApi.MaxDefinition)
            throw new RequestException("The definition is too long.", StatusCodes.Status413PayloadTooLarge);
        try
        {
            var made = await Task.Run(() => form.Make(text, null)).ConfigureAwait(false);
            AuditNote.Set(http, made.Campaign);
            if (fields["then"] == "run")
                host.Start(made.Campaign);
            return new SeeOther($"/campaigns/{made.Campaign}");
        }
        catch (Exception refused) when (Failures.IsOfInput(refused))
        {
            return Editor(http, text, refused.Message);
        }
    }

    private static PageResult Editor(HttpContext http, string text, string? complaint) => Layout.Page(http, "New campaign", Tab, Html.Of($"""
        <div class="top"><h1>New campaign</h1></div>
        {(complaint is null ? Html.Empty : Html.Of($"<p class=\"notice bad\" role=\"alert\">{complaint}</p>"))}
        <form method="post" action="/campaigns/new">
        <p><label for="definition">Definition</label> <span class="soft small">YAML; recipes that ship go by their name, such as mos2-low-density</span></p>
        <textarea id="definition" name="definition" spellcheck="false" required>{text}</textarea>
        <p><button name="then" value="run">Make and run</button> <button class="quiet" name="then" value="look">Make only</button></p>
        </form>
        """), null, complaint is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);

    private static string Template() => File.ReadAllText(ShippedFiles.PathOf("config", "campaigns", "mos2-high-density.yaml"));

    private static bool IsAtWork(CampaignLine line) => line.State == CampaignMachine.NameOf(CampaignState.Running);

    private static Html State(string state) => Html.Of($"<span class=\"state {state}\">{state}</span>");

    private static string Engine(string? engine, string? potential) => engine is null ? "imported" : potential is null ? engine : $"{engine}, {potential}";
}
