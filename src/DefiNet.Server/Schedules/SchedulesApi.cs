using DefiNet.Server.Accounts;
using DefiNet.Workflows.Rest;

namespace DefiNet.Server.Schedules;

/// <summary>Routes for schedules.</summary>
internal static class SchedulesApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var schedules = routes.MapGroup("/api/schedules").WithTags("Schedules");
        schedules.MapGet("", (ScheduleBook book) => book.List()).WithSummary("Lists the schedules with their next ten dates.");
        schedules.MapPost("", AddAsync).WithSummary("Makes a schedule.").Produces<ScheduleLine>(StatusCodes.Status201Created);
        schedules.MapPost("/preview", (SchedulePreview preview) => ScheduleBook.Preview(preview.Rule, preview.TimeZone)).RequireAuthorization(RoleNames.Viewer).WithSummary("The next ten dates of a rule.");
        routes.MapGet("/api/scheduled-work", (ScheduleBook book) => book.Works.Select(work => new WorkLine(work.Kind, work.Title, work.Subjects()))).WithTags("Schedules").WithSummary("Kinds of work that can be scheduled, and what each can be done to.");
        schedules.MapGet("/{name}", (string name, ScheduleBook book) => book.Show(name)).WithSummary("Shows a schedule.");
        schedules.MapPut("/{name}", (string name, NewSchedule schedule, ScheduleBook book, CancellationToken cancellation) => book.ChangeAsync(name, schedule, cancellation)).WithSummary("Changes a schedule.");
        schedules.MapDelete("/{name}", (string name, ScheduleBook book, CancellationToken cancellation) => book.DropAsync(name, cancellation)).WithSummary("Drops a schedule and its history.");
        schedules.MapPost("/{name}/pause", (string name, ScheduleBook book, CancellationToken cancellation) => book.PauseAsync(name, true, cancellation)).WithSummary("Pauses it.");
        schedules.MapPost("/{name}/resume", (string name, ScheduleBook book, CancellationToken cancellation) => book.PauseAsync(name, false, cancellation)).WithSummary("Lets it go on; times that passed meanwhile are not made up for.");
        schedules.MapPost("/{name}/run", (string name, ScheduleBook book, CancellationToken cancellation) => book.RunNowAsync(name, cancellation)).WithSummary("Does its work now.");
        schedules.MapGet("/{name}/history", (string name, ScheduleBook book, int take = 100) => book.History(name, take)).WithSummary("What it did, the newest first.");
    }

    private static async Task<IResult> AddAsync(NewSchedule schedule, HttpContext http, ScheduleBook book)
    {
        AuditNote.Set(http, schedule.Name);
        var made = await book.AddAsync(schedule, SignedIn.Of(http.User)!.Name, http.RequestAborted).ConfigureAwait(false);
        return Results.Created($"/api/schedules/{Uri.EscapeDataString(made.Name)}", made);
    }
}

/// <summary>A rule whose dates are asked for.</summary>
internal sealed record SchedulePreview(ScheduleRule Rule, string? TimeZone);

/// <summary>A kind of work.</summary>
internal sealed record WorkLine(string Kind, string Title, IReadOnlyList<string> Subjects);
