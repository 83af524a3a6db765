using DefiNet.Inference.Models;

namespace DefiNet.Relaxation;

/// <summary>Which model each relaxer of a chain takes: one that was named for it, or the library's own.</summary>
internal sealed class RelaxerModels
{
    private readonly Dictionary<string, ModelEntry> _named = new(StringComparer.Ordinal);

    /// <summary>Looks up the models that the settings name.</summary>
    /// <exception cref="RelaxationException">A model serves none of the relaxers, or two serve the same.</exception>
    public RelaxerModels(IReadOnlyCollection<string> relaxers, RelaxerSettings settings)
    {
        Library = settings.Library ?? ModelLibrary.OfThisProgram();
        if (settings.Model is not { } named)
            return;
        string[] names = File.Exists(named) || Directory.Exists(named) ? [named] : named.Split(',', StringSplitOptions.TrimEntries);
        foreach (var entry in names.Select(Library.Find))
        {
            if (!relaxers.Contains(entry.Relaxer))
                throw new RelaxationException($"The model '{entry.Name}' is {entry.Architecture}, for the relaxer {entry.Relaxer}; the relaxer asked for is {string.Join(',', relaxers)}.");
            if (!_named.TryAdd(entry.Relaxer, entry))
                throw new RelaxationException($"The models '{_named[entry.Relaxer].Name}' and '{entry.Name}' both serve the relaxer {entry.Relaxer}; name one of them.");
        }
    }

    /// <summary>The models to choose from.</summary>
    public ModelLibrary Library { get; }

    /// <summary>The model of a relaxer.</summary>
    /// <exception cref="ModelException">The library has none for it.</exception>
    public ModelEntry Of(string relaxer) => _named.TryGetValue(relaxer, out var entry) ? entry : _named[relaxer] = Library.DefaultOf(relaxer);
}
