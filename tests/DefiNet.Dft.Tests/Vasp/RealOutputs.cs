using System.Text.Json;

namespace DefiNet.Dft.Tests.Vasp;

/// <summary>Real outputs of VASP with what an independent reader found in them, in a folder <c>shared</c> beside the checkout or where DEFINET_SHARED points.</summary>
internal static class RealOutputs
{
    public static readonly string? Folder = Find();

    public static JsonElement Truth(string name)
    {
        if (Folder is null)
            Assert.Skip("The folder of real VASP outputs (shared/vasp) is not here.");
        return JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name))).RootElement;
    }

    /// <summary>Names in a truth file; one that stands for none where the folder is absent.</summary>
    public static TheoryData<string> Names(string name)
    {
        var names = new TheoryData<string>();
        if (Folder is null)
            names.Add("none");
        else
            foreach (var file in Truth(name).EnumerateObject())
                names.Add(file.Name);
        return names;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("DEFINET_SHARED") is { Length: > 0 } given)
            return Existing(given);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Existing(Path.Combine(folder.FullName, "shared")) is { } found)
                return found;
        return null;
    }

    private static string? Existing(string shared)
    {
        var folder = Path.Combine(shared, "vasp");
        return File.Exists(Path.Combine(folder, "outcar-truth.json")) ? folder : null;
    }
}
