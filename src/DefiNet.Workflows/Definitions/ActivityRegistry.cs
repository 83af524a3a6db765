using System.Collections.Frozen;
using System.Reflection;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Definitions;

/// <summary>The activity types there are, found by their classes.</summary>
public sealed class ActivityRegistry
{
    private readonly FrozenDictionary<string, ActivityDescriptor> _types;

    /// <summary>All activities of these assemblies.</summary>
    /// <exception cref="WorkflowException">Two have the same name.</exception>
    public ActivityRegistry(IEnumerable<Assembly> assemblies)
    {
        var types = new Dictionary<string, ActivityDescriptor>(StringComparer.Ordinal);
        foreach (var type in assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()))
        {
            if (type.IsAbstract || type.ContainsGenericParameters || !type.IsSubclassOf(typeof(Activity)))
                continue;
            var descriptor = ActivityDescriptor.Of(type);
            if (!types.TryAdd(descriptor.TypeName, descriptor))
                throw new WorkflowException($"Two activities are called {descriptor.TypeName}: {types[descriptor.TypeName].ClrType} and {type}.");
        }

        _types = types.ToFrozenDictionary(StringComparer.Ordinal);
        All = [.. _types.Values.OrderBy(type => type.TypeName, StringComparer.Ordinal)];
    }

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<ActivityDescriptor> All { get; }

    /// <summary>The type of a name; null when there is none.</summary>
    public ActivityDescriptor? Find(string typeName) => _types.GetValueOrDefault(typeName);
}
