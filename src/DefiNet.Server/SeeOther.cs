namespace DefiNet.Server;

/// <summary>Sends a browser to another page after a form.</summary>
internal sealed class SeeOther(string to) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = to;
        return Task.CompletedTask;
    }
}
