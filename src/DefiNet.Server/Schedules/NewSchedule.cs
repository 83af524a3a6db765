namespace DefiNet.Server.Schedules;

/// <summary>A schedule to be made, or what one is to become.</summary>
/// <param name="Name">Name: letters, digits, blanks, dots, dashes and underscores.</param>
/// <param name="Kind">Kind of work, such as <c>campaign</c>.</param>
/// <param name="Subject">What it is done to.</param>
/// <param name="Rule">When.</param>
/// <param name="TimeZone">IANA name of the time zone; UTC without it.</param>
/// <param name="Misfire"><c>skip</c> leaves times out that were missed while no server ran, <c>once</c> makes up for them once.</param>
internal sealed record NewSchedule(string Name, string Kind, string Subject, ScheduleRule Rule, string? TimeZone = null, string? Misfire = null);
