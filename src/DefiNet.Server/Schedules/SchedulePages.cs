using System.Globalization;
using DefiNet.Server.Accounts;
using DefiNet.Server.Pages;
using DefiNet.Server.Security;
using DefiNet.Workflows.Rest;

namespace DefiNet.Server.Schedules;

/// <summary>The pages of the calendar, for people who need not know cron.</summary>
internal static class SchedulePages
{
    private const string Tab = "/schedules";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Tab).ExcludeFromDescription();
        pages.MapGet("", List);
        pages.MapGet("/new", (HttpContext http, ScheduleBook book) => Layout.Page(http, "New schedule", Tab, Form(http, book, ScheduleForm.Empty, null, [], null))).RequireAuthorization(RoleNames.Operator);
        pages.MapPost("/new", (Delegate)AddAsync).RequireAuthorization(RoleNames.Operator);
        pages.MapGet("/{name}", Show);
        pages.MapPost("/{name}", (Delegate)ChangeAsync).RequireAuthorization(RoleNames.Operator);
    }

    private static PageResult List(HttpContext http, ScheduleBook book)
    {
        var schedules = book.List();
        var add = MayChange(http) ? Html.Of($"<a class=\"button\" href=\"{Tab}/new\">New schedule</a>") : Html.Empty;
        var body = schedules.Count == 0
            ? Html.Of($"<div class=\"empty\"><h2>Nothing is scheduled</h2><p>A schedule runs a campaign or a workflow at times of a calendar: every night, on weekdays, every six hours.</p>{add}</div>")
            : Html.Of($"""
                <div class="scroll"><table class="list"><thead><tr><th>schedule</th><th>what</th><th>when</th><th>next</th><th>last</th><th></th></tr></thead><tbody>
                {schedules.Select(line => Row(http, book, line))}
                </tbody></table></div>
                """);
        return Layout.Page(http, "Schedules", Tab, Html.Of($"<div class=\"top\"><h1>Schedules</h1><span class=\"grow\"></span>{(schedules.Count == 0 ? Html.Empty : add)}</div>{body}"));
    }

    private static Html Row(HttpContext http, ScheduleBook book, ScheduleLine line) => Html.Of($"""
        <tr><td><a href="{PathOf(line.Name)}">{line.Name}</a></td><td class="wrap">{TitleOf(book, line.Kind)}: {line.Subject}</td><td class="wrap">{line.RuleText}<br><span class="soft small">{line.TimeZone}</span></td>
        <td>{(line.Paused ? Html.Of($"<span class=\"state paused\">paused</span>") : line.Next.Count == 0 ? Html.Of($"<span class=\"soft\">never again</span>") : Html.Of($"{Date(line.Next[0])}"))}</td><td>{Last(line.Last)}</td><td>{Buttons(http, line)}</td></tr>
        """);

    private static PageResult Show(HttpContext http, string name, ScheduleBook book) => Page(http, book, name, null, null, null);

    private static PageResult Page(HttpContext http, ScheduleBook book, string name, ScheduleForm? typed, string? complaint, IReadOnlyList<DateTimeOffset>? preview)
    {
        var line = book.Show(name);
        var history = book.History(name, 50);
        return Layout.Page(http, name, Tab, Html.Of($"""
            <div class="top"><h1>{line.Name}</h1>{(line.Paused ? Html.Of($"<span class=\"state paused\">paused</span>") : Html.Empty)}<span class="grow"></span>{Buttons(http, line, all: true)}</div>
            <p class="soft">{TitleOf(book, line.Kind)}: {line.Subject}, {line.RuleText} ({line.TimeZone})</p>
            <div class="two"><section><h2>Next dates</h2><p class="soft small">{line.TimeZone}</p>{(line.Paused ? Html.Of($"<p class=\"soft\">Paused: nothing happens until it is resumed.</p>") : Dates(line.Next))}</section>
            <section><h2>History</h2>{History(history)}</section></div>
            {(MayChange(http) ? Html.Of($"<h2>Change</h2>{Form(http, book, typed ?? ScheduleForm.Of(line), complaint, preview ?? [], name)}") : Html.Empty)}
            """), history.Any(firing => firing.State == "running") && typed is null ? 3 : null, complaint is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static Html History(IReadOnlyList<FiringLine> history) => history.Count == 0
        ? Html.Of($"<p class=\"soft\">Not done yet.</p>")
        : Html.Of($"<div class=\"scroll\"><table class=\"list\"><thead><tr><th>began</th><th>due</th><th></th><th>outcome</th></tr></thead><tbody>{history.Select(firing => Html.Of($"<tr><td>{firing.StartedAt:yyyy-MM-dd HH:mm:ss}</td><td>{(firing.DueAt is { } due ? due.ToString("HH:mm", CultureInfo.InvariantCulture) : "by hand")}</td><td><span class=\"state {firing.State}\">{firing.State}</span></td><td class=\"wrap\">{firing.Outcome}</td></tr>"))}</tbody></table></div><p class=\"soft small\">Times in UTC.</p>");

    private static async Task<IResult> AddAsync(HttpContext http, ScheduleBook book)
    {
        var form = ScheduleForm.Of(await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false));
        try
        {
            if (form.Do == "look")
                return Layout.Page(http, "New schedule", Tab, Form(http, book, form, null, ScheduleBook.Preview(form.ToRule(), form.TimeZone), null));
            AuditNote.Set(http, form.Name);
            var made = await book.AddAsync(form.ToSchedule(), SignedIn.Of(http.User)!.Name, http.RequestAborted).ConfigureAwait(false);
            return new SeeOther(PathOf(made.Name));
        }
        catch (Exception refused) when (Failures.IsOfInput(refused))
        {
            return Layout.Page(http, "New schedule", Tab, Form(http, book, form, refused.Message, [], null), null, StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, string name, ScheduleBook book)
    {
        var form = ScheduleForm.Of(await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false));
        AuditNote.Set(http, form.Do);
        var cancellation = http.RequestAborted;
        try
        {
            switch (form.Do)
            {
                case "pause" or "resume":
                    await book.PauseAsync(name, form.Do == "pause", cancellation).ConfigureAwait(false);
                    break;
                case "run":
                    await RunAndSeeAsync(name, book, cancellation).ConfigureAwait(false);
                    break;
                case "drop":
                    await book.DropAsync(name, cancellation).ConfigureAwait(false);
                    return new SeeOther(Tab);
                case "look":
                    return Page(http, book, name, form, null, ScheduleBook.Preview(form.ToRule(), form.TimeZone));
                default:
                    await book.ChangeAsync(name, form.ToSchedule() with { Name = name }, cancellation).ConfigureAwait(false);
                    break;
            }

            return new SeeOther(PathOf(name));
        }
        catch (Exception refused) when (Failures.IsOfInput(refused) && form.Do is "look" or "save")
        {
            return Page(http, book, name, form, refused.Message, null);
        }
    }

    // The scheduler takes it up in a moment: the page that follows should show it.
    private static async Task RunAndSeeAsync(string name, ScheduleBook book, CancellationToken cancellation)
    {
        const int Looks = 25;
        var before = book.Show(name).Last?.StartedAt;
        await book.RunNowAsync(name, cancellation).ConfigureAwait(false);
        for (var look = 0; look < Looks && book.Show(name).Last is var last && (last?.StartedAt == before || last?.State == "running"); look++)
            await Task.Delay(100, cancellation).ConfigureAwait(false);
    }

    private static Html Form(HttpContext http, ScheduleBook book, ScheduleForm form, string? complaint, IReadOnlyList<DateTimeOffset> preview, string? name) => Html.Of($"""
        {(name is null ? Html.Of($"<div class=\"top\"><h1>New schedule</h1></div>") : Html.Empty)}
        {(complaint is null ? Html.Empty : Html.Of($"<p class=\"notice bad\" role=\"alert\">{complaint}</p>"))}
        {(preview.Count == 0 ? Html.Empty : Html.Of($"<div class=\"notice\"><p>With these settings the next dates are ({form.TimeZone})</p>{Dates(preview)}</div>"))}
        <form method="post" action="{(name is null ? $"{Tab}/new" : PathOf(name))}">
        <fieldset><legend>What</legend><div class="fields">
        {(name is null ? Html.Of($"<label>Name <input name=\"name\" value=\"{form.Name}\" required maxlength=\"100\" autocomplete=\"off\" placeholder=\"nightly screening\"></label>") : Html.Empty)}
        <label>Work <select name="work" required>{book.Works.Select(work => Html.Of($"<optgroup label=\"{work.Title}\">{work.Subjects().Select(subject => Option($"{work.Kind}|{subject}", $"{subject}: {work.Title.ToLowerInvariant()}", form.Work))}</optgroup>"))}</select></label>
        </div></fieldset>
        <fieldset><legend>When</legend>
        <label class="row">{Radio("every", "day", form.Every)} every day at <input type="time" name="at-day" value="{form.AtOf("day")}"></label>
        <label class="row">{Radio("every", "weekday", form.Every)} Monday to Friday at <input type="time" name="at-weekday" value="{form.AtOf("weekday")}"></label>
        <div class="row"><label class="row">{Radio("every", "week", form.Every)} on these days at <input type="time" name="at-week" value="{form.AtOf("week")}"></label> {ScheduleRule.WeekDays.Select(day => Html.Of($"<label><input type=\"checkbox\" name=\"days\" value=\"{day}\"{Chosen(form.Days.Contains(day), "checked")}> {CultureInfo.InvariantCulture.TextInfo.ToTitleCase(day)}</label>"))}</div>
        <label class="row">{Radio("every", "month", form.Every)} every month on day <input type="number" name="day" min="0" max="31" value="{form.Day}"> at <input type="time" name="at-month" value="{form.AtOf("month")}"> <span class="soft small">0 is the last day of the month</span></label>
        <label class="row">{Radio("every", "hours", form.Every)} every <input type="number" name="hours" min="1" max="{ScheduleRule.MaxHours}" value="{form.Hours}"> hours, counted from <input type="time" name="at-hours" value="{form.AtOf("hours")}"></label>
        <label class="row">{Radio("every", "cron", form.Every)} cron <input name="cron" value="{form.Cron}" size="24" placeholder="0 30 2 ? * MON-FRI"> <span class="soft small">seconds minutes hours day month weekday, or the five fields of a crontab</span></label>
        <div class="fields"><label>Time zone <select name="zone">{Zones().Select(zone => Option(zone, zone, form.TimeZone))}</select></label>
        <label>Times missed while no server ran <select name="misfire">{Option(ScheduleBook.Skip, "are left out", form.Misfire)}{Option(ScheduleBook.Once, "are made up for, once", form.Misfire)}</select></label></div>
        </fieldset>
        <button name="do" value="save">{(name is null ? "Make schedule" : "Save")}</button> <button class="quiet" name="do" value="look">Show the next dates</button>
        </form>
        """);

    private static Html Buttons(HttpContext http, ScheduleLine line, bool all = false)
    {
        if (!MayChange(http))
            return Html.Empty;
        (string Do, string Title, string Style)[] verbs = [("run", "Run now", "quiet"), line.Paused ? ("resume", "Resume", "") : ("pause", "Pause", "quiet")];
        var drop = all ? Layout.Confirm("Drop", PathOf(line.Name), Html.Of($"<input type=\"hidden\" name=\"do\" value=\"drop\">")) : Html.Empty;
        return Html.Join(verbs.Select(verb => Html.Of($"<form class=\"inline\" method=\"post\" action=\"{PathOf(line.Name)}\"><button class=\"{verb.Style}\" name=\"do\" value=\"{verb.Do}\">{verb.Title}</button></form>")).Append(drop));
    }

    private static Html Dates(IReadOnlyList<DateTimeOffset> dates) => dates.Count == 0 ? Html.Of($"<p class=\"soft\">All its dates have passed.</p>") : Html.Of($"<ol class=\"dates\">{dates.Select(date => Html.Of($"<li>{Date(date)}</li>"))}</ol>");

    private static string Date(DateTimeOffset date) => date.ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static Html Last(FiringLine? last) => last is null ? Html.Of($"<span class=\"soft\">never</span>") : Html.Of($"<span class=\"state {last.State}\">{last.State}</span> <span class=\"soft small\">{last.StartedAt:yyyy-MM-dd HH:mm}</span>");

    private static Html Radio(string name, string value, string chosen) => Html.Of($"<input type=\"radio\" name=\"{name}\" value=\"{value}\"{Chosen(value == chosen, "checked")}>");

    private static Html Option(string value, string title, string chosen) => Html.Of($"<option value=\"{value}\"{Chosen(value == chosen, "selected")}>{title}</option>");

    private static Html Chosen(bool chosen, string word) => chosen ? new Html($" {word}") : Html.Empty;

    private static IEnumerable<string> Zones() => TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal)).Prepend("UTC").Distinct().Order(StringComparer.Ordinal);

    private static string TitleOf(ScheduleBook book, string kind) => book.Works.FirstOrDefault(work => work.Kind == kind)?.Title ?? kind;

    private static string PathOf(string name) => $"{Tab}/{Uri.EscapeDataString(name)}";

    private static bool MayChange(HttpContext http) => SignedIn.Of(http.User)!.Role >= Role.Operator;
}
