using DefiNet.Inference.Models;
using DefiNet.Learning;

namespace DefiNet.Cli.Models;

/// <summary>The models that an evaluation compares.</summary>
internal static class EvaluatedModels
{
    /// <summary>Finds them. Each goes by its name, and those of which another has the same name by the text that they were given as, so that no table counts two as one.</summary>
    /// <param name="models">Names, files or folders, with commas between.</param>
    /// <exception cref="LearningException">One is named twice.</exception>
    public static IReadOnlyList<(string Name, string Given, ModelEntry Entry)> Find(string models)
    {
        var library = ModelLibrary.OfThisProgram();
        var given = models.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (given.GroupBy(text => text, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new LearningException($"The model '{twice.Key}' is named twice; name each once.");
        var found = Array.ConvertAll(given, text => (Given: text, Entry: library.Find(text)));
        return [.. found.Select(one => (found.Count(other => other.Entry.Name == one.Entry.Name) > 1 ? one.Given : one.Entry.Name, one.Given, one.Entry))];
    }
}
