namespace DefiNet.Server.Pages;

/// <summary>A page of HTML, never kept by caches.</summary>
internal sealed record PageResult(string Text, int Status) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        return httpContext.Response.WriteAsync(Text, httpContext.RequestAborted);
    }
}
