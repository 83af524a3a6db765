namespace DefiNet.Workflows.Values;

/// <summary>Names of types in definitions: short for the usual ones.</summary>
public static class TypeNames
{
    /// <summary>Types that variables, inputs and outputs are offered, by name.</summary>
    public static readonly IReadOnlyDictionary<string, Type> Known = new Dictionary<string, Type>(StringComparer.Ordinal)
    {
        ["Object"] = typeof(object),
        ["String"] = typeof(string),
        ["Boolean"] = typeof(bool),
        ["Int32"] = typeof(int),
        ["Int64"] = typeof(long),
        ["Single"] = typeof(float),
        ["Double"] = typeof(double),
        ["Decimal"] = typeof(decimal),
        ["DateTime"] = typeof(DateTime),
        ["DateTimeOffset"] = typeof(DateTimeOffset),
        ["TimeSpan"] = typeof(TimeSpan),
        ["Guid"] = typeof(Guid),
    };

    /// <summary>Name of a type.</summary>
    public static string Of(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        foreach (var (name, known) in Known)
            if (known == plain)
                return name;
        return plain.IsEnum ? $"{plain.FullName}, {plain.Assembly.GetName().Name}" : "Object";
    }

    /// <summary>A value as the type of a variable, where that is one of the simple ones.</summary>
    /// <exception cref="WorkflowException">It cannot be read so.</exception>
    public static object? Convert(object? value, string typeName, bool isArray) =>
        // As in Elsa, a variable of text may hold an object: scripts then see its members.
        value is System.Text.Json.Nodes.JsonObject or System.Text.Json.Nodes.JsonArray && typeName is "String" ? value
        : value is not null and not "" && !isArray && Known.TryGetValue(typeName.Split(',')[0].Replace("System.", "", StringComparison.Ordinal), out var type) && type != typeof(object)
            ? JsonValues.Plain(JsonValues.To(value, type))
            : value is "" && typeName != "String" ? null : JsonValues.Plain(value);
}
