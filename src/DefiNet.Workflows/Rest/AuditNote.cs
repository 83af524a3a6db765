using Microsoft.AspNetCore.Http;

namespace DefiNet.Workflows.Rest;

/// <summary>What a request is about where its path does not say so: a host's audit may keep it.</summary>
public static class AuditNote
{
    private const int MaxLength = 300;

    /// <summary>Says what the request is about.</summary>
    public static void Set(HttpContext http, string about) => http.Items[typeof(AuditNote)] = about.Length <= MaxLength ? about : about[..MaxLength];

    /// <summary>What was said; null when nothing was.</summary>
    public static string? Of(HttpContext http) => http.Items.TryGetValue(typeof(AuditNote), out var about) ? about as string : null;
}
