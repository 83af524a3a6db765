using System.Collections.Concurrent;

namespace DefiNet.Clusters.Schedulers;

/// <summary>The shell programs that ship inside the assembly.</summary>
internal static class ShellPrograms
{
    private static readonly ConcurrentDictionary<string, string> Texts = new();

    /// <summary>The text of a program such as <c>job.sh</c>.</summary>
    public static string Of(string name) => Texts.GetOrAdd(name, static name =>
    {
        using var stream = typeof(ShellPrograms).Assembly.GetManifestResourceStream($"sh/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
