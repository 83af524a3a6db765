namespace DefiNet.Server.Designer;

/// <summary>The Studio is WebAssembly and brings inline scripts and styles of its own; below its folder, and nowhere else, they are allowed.</summary>
internal static class StudioHeaders
{
    public static void Set(HttpContext http)
    {
        // Some browsers take 'self' for http only; the socket of live updates is named beside it. The request's host was checked before.
        var socket = $"{(http.Request.IsHttps ? "wss" : "ws")}://{http.Request.Host}";
        http.Response.Headers.ContentSecurityPolicy = $"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self' {socket}; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
    }
}
