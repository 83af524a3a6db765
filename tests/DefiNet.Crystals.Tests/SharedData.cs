namespace DefiNet.Tests;

/// <summary>The folder of reference data beside the checkout, where there is one.</summary>
internal static class SharedData
{
    private const string Variable = "DEFINET_SHARED";

    /// <summary>A file or folder in it; the test is skipped where the folder is absent.</summary>
    public static string Path(params string[] parts)
    {
        var folder = Find();
        if (folder is null)
            Assert.Skip($"There is no folder 'shared' beside the checkout; set {Variable} to it.");
        return System.IO.Path.Combine([folder, .. parts]);
    }

    /// <summary>The folder; null where it is absent.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return Directory.Exists(given) ? given : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared");
            if (File.Exists(System.IO.Path.Combine(candidate, "DESIGN.md")))
                return candidate;
        }

        return null;
    }
}
