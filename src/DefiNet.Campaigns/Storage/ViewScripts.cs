using System.Reflection;

namespace DefiNet.Campaigns.Storage;

/// <summary>The SQL views, one embedded script each: the same for both databases.</summary>
internal static class ViewScripts
{
    /// <summary>Names in the order of creation: a view stands after those that it reads.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "ionic_step_pair", "ionic_step_saving", "saving_by_material", "saving_by_density", "energy_spread", "relaxer_cost", "run_health",
    ];

    /// <summary>The script of a view: a comment that says what a row is, and one CREATE VIEW.</summary>
    public static string Of(string view)
    {
        var name = $"views/{view}.sql";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script {name} is not embedded.");
        using var text = new StreamReader(stream);
        return text.ReadToEnd();
    }
}
