using System.Collections;
using System.Globalization;

namespace TorchSharp.Modules;

/// <summary>Parts named 0, 1, …, which the caller runs.</summary>
public class ModuleList<T> : torch.nn.Module, IReadOnlyList<T> where T : torch.nn.Module
{
    private readonly List<T> _list = [];

    /// <summary>Makes a list of parts.</summary>
    public ModuleList(params T[] modules) : base(nameof(ModuleList<T>))
    {
        foreach (var module in modules)
            Add(module);
    }

    /// <summary>Number of parts.</summary>
    public int Count => _list.Count;

    /// <summary>One part.</summary>
    public T this[int index] => _list[index];

    /// <summary>Adds a part.</summary>
    public void Add(T item)
    {
        register_module(_list.Count.ToString(CultureInfo.InvariantCulture), item);
        _list.Add(item);
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
