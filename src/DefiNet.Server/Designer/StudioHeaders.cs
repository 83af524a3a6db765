namespace DefiNet.Server.Designer;

/// <summary>The Studio is WebAssembly and brings inline scripts and styles of its own; below its folder, and nowhere else, they are allowed.</summary>
internal static class StudioHeaders
{
    // Some browsers take 'self' for http only; the socket of live updates is named beside it. The request's host was checked before.
    private const string Policy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self' {0}; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void Set(HttpContext http) => http.Response.Headers.ContentSecurityPolicy = string.Format(System.Globalization.CultureInfo.InvariantCulture, Policy, $"{(http.Request.IsHttps ? "wss" : "ws")}://{http.Request.Host}");
}
