using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Campaigns.Reports;

namespace DefiNet.Server.Pages;

/// <summary>The style sheet inside every page, and the hashes by which the browser is told to trust it and no other.</summary>
internal static class Styles
{
    private const string Resource = "DefiNet.Server.Pages.site.css";

    public static readonly string Text = ReportPage.Styles + Read();

    /// <summary>Source expressions for a Content-Security-Policy: our pages and the report's own file.</summary>
    public static readonly string Trusted = $"{HashOf(Text)} {HashOf(ReportPage.Styles)}";

    private static string HashOf(string style) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'";

    private static string Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
