namespace DefiNet.Inference.Checkpoints;

/// <summary>A Python dictionary: keys are texts, or whole numbers written out, in their order; a later value takes the place of an earlier one.</summary>
/// <remarks>Texts are hashed with a random seed, so that no file can choose keys that collide.</remarks>
internal sealed class PickleDictionary
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, object?>> _items = [];

    /// <summary>Keys and values in order.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Items => _items;

    /// <summary>Puts a value under a key.</summary>
    public void Set(string key, object? value)
    {
        if (_index.TryGetValue(key, out var at))
        {
            _items[at] = new(key, value);
            return;
        }

        _index[key] = _items.Count;
        _items.Add(new(key, value));
    }
}
