using System.Text.RegularExpressions;
using DefiNet.Crystals;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace DefiNet.Server.Designer;

/// <summary>The files of Elsa Studio, as they were unpacked, compressed where the browser takes that.</summary>
internal sealed partial class StudioFiles
{
    private const string Brotli = "br";
    private static readonly FileExtensionContentTypeProvider Types = new() { Mappings = { [".dat"] = "application/octet-stream" } };

    private readonly string? _root;

    public StudioFiles() => _root = Find();

    /// <summary>Whether the Studio was fetched.</summary>
    public bool AreThere => _root is not null;

    /// <summary>A file of the Studio.</summary>
    public IResult Answer(HttpContext http, string path)
    {
        if (_root is null)
            throw new RequestException("The workflow designer was not fetched; run build/fetch-studio where DefiNet was built.", StatusCodes.Status404NotFound);
        var file = Path.GetFullPath(Path.Combine(_root, path));
        if (!file.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || path.Contains("/.", StringComparison.Ordinal) || !File.Exists(file) || !Types.TryGetContentType(file, out var type))
            throw new RequestException("The workflow designer has no such file.", StatusCodes.Status404NotFound);
        StudioHeaders.Set(http);
        var headers = http.Response.Headers;
        headers.CacheControl = Fingerprint().IsMatch(path) ? "private, max-age=31536000, immutable" : "private, no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        var compressed = file + "." + Brotli;
        var takesBrotli = http.Request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value == Brotli && coding.Quality is not 0);
        if (takesBrotli && File.Exists(compressed))
        {
            headers.ContentEncoding = Brotli;
            file = compressed;
        }

        var written = File.GetLastWriteTimeUtc(file);
        return Results.File(file, type, lastModified: written, entityTag: new($"\"{written.Ticks:x}-{new FileInfo(file).Length:x}\""));
    }

    private static string? Find()
    {
        var folder = ShippedFiles.PathOf("artifacts", "studio");
        return File.Exists(Path.Combine(folder, "_framework", "blazor.webassembly.js")) ? Path.GetFullPath(folder) : null;
    }

    [GeneratedRegex(@"\.[a-z0-9]{10}\.[a-z]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Fingerprint();
}
