using DefiNet.Campaigns.Storage;

namespace DefiNet.Server.Health;

/// <summary>Whether the process lives and whether it can work. Open to everyone, so it says no more.</summary>
internal static class HealthRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").AllowAnonymous().WithTags("Health");
        health.MapGet("", Ready).WithSummary("200 when the server can work, 503 when its store does not answer.");
        health.MapGet("/ready", Ready).WithSummary("200 when the server can work, 503 when its store does not answer.");
        health.MapGet("/live", () => new HealthAnswer("live")).WithSummary("200 while the process lives.");
    }

    private static IResult Ready(StoreHealth health) => health.IsWell()
        ? Results.Json(new HealthAnswer("ready"))
        : Results.Json(new HealthAnswer("the store does not answer"), statusCode: StatusCodes.Status503ServiceUnavailable);
}

/// <summary>How the server is.</summary>
internal sealed record HealthAnswer(string Status);

/// <summary>Asks the store once a second at most, whoever asks.</summary>
internal sealed class StoreHealth
{
    private readonly Store _store;
    private readonly Lock _lock = new();
    private long _asked = long.MinValue;
    private bool _well;

    public StoreHealth(Store store) => _store = store;

    public bool IsWell()
    {
        lock (_lock)
        {
            if (_asked != long.MinValue && Environment.TickCount64 - _asked < 1000)
                return _well;
            try
            {
                using var connection = _store.OpenConnection(readOnly: true);
                using var question = connection.CreateCommand();
                question.CommandText = "SELECT 1 FROM campaign WHERE 1 = 0";
                question.ExecuteScalar();
                _well = true;
            }
            catch (System.Data.Common.DbException)
            {
                _well = false;
            }

            _asked = Environment.TickCount64;
            return _well;
        }
    }
}
