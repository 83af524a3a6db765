namespace DefiNet.Crystals;

/// <summary>Finds what ships with the program: the folders <c>config</c> and <c>models</c> of the repository above it, or of the folder that DEFINET_HOME names.</summary>
public static class ShippedFiles
{
    private const string HomeVariable = "DEFINET_HOME";

    /// <summary>The folder that holds <c>config</c> and <c>models</c>.</summary>
    /// <exception cref="CrystalException">There is none.</exception>
    public static string Home()
    {
        if (Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } given)
            return Directory.Exists(Path.Combine(given, "config"))
                ? Path.GetFullPath(given)
                : throw new CrystalException($"{HomeVariable} names '{given}', where there is no folder config; it must be the folder that DefiNet was unpacked to.");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "config", "recipes")))
                return folder.FullName;
        throw new CrystalException($"No folder above {AppContext.BaseDirectory} holds config/recipes; set {HomeVariable} to the folder that DefiNet was unpacked to.");
    }

    /// <summary>A file or folder below <see cref="Home"/>.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Home(), .. parts]);

    /// <summary>The path of a recipe: the file itself, or the shipped one of that name, such as <c>mos2-low-density</c>.</summary>
    /// <exception cref="CrystalException">There is neither.</exception>
    public static string Recipe(string nameOrPath)
    {
        if (File.Exists(nameOrPath))
            return nameOrPath;
        var recipes = PathOf("config", "recipes");
        var shipped = Directory.GetFiles(recipes, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal).ToArray();
        return shipped.Contains(nameOrPath, StringComparer.OrdinalIgnoreCase)
            ? Path.Combine(recipes, nameOrPath.ToLowerInvariant() + ".yaml")
            : throw new CrystalException($"{nameOrPath}: there is no such file and no shipped recipe of that name; those are {string.Join(", ", shipped)}.");
    }
}
