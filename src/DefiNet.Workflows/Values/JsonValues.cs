using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DefiNet.Workflows.Values;

/// <summary>Values of variables, inputs and outputs: text, numbers, booleans, null, or JSON.</summary>
public static class JsonValues
{
    /// <summary>How values and states are written.</summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.AllowReadingFromString,
        Converters = { new JsonStringEnumConverter() },
        MaxDepth = 128,
    };

    /// <summary>A value as it is kept: text, a number, a boolean, null, or a node of JSON.</summary>
    public static object? Plain(object? value) => value switch
    {
        null or string or bool or int or long or double or decimal => value,
        JsonElement element => Plain(element),
        JsonValue scalar => Plain(scalar.Deserialize<JsonElement>()),
        JsonNode node => node,
        float number => (double)number,
        short or byte or sbyte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        DateTime time => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        Guid id => id.ToString(),
        Uri uri => uri.ToString(),
        Enum name => name.ToString(),
        _ => JsonSerializer.SerializeToNode(value, Options),
    };

    /// <summary>A JSON element as it is kept.</summary>
    public static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : element.GetDouble(),
        JsonValueKind.Array => JsonArray.Create(element),
        _ => JsonObject.Create(element),
    };

    /// <summary>A value as JSON.</summary>
    public static JsonNode? Node(object? value) => value switch
    {
        null => null,
        JsonNode node => node.Parent is null ? node : node.DeepClone(),
        double number when !double.IsFinite(number) => JsonValue.Create(number.ToString(CultureInfo.InvariantCulture)),
        _ => JsonSerializer.SerializeToNode(Plain(value), Options),
    };

    /// <summary>A value as JSON text.</summary>
    public static string Text(object? value) => JsonSerializer.Serialize(value, Options);

    /// <summary>A value as another type; text is read as JSON where the type needs it.</summary>
    /// <exception cref="WorkflowException">It cannot be read so.</exception>
    public static object? To(object? value, Type type)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        value = Plain(value);
        if (value is null)
            return type.IsValueType && wanted == type ? Activator.CreateInstance(type) : null;
        if (wanted.IsInstanceOfType(value) && wanted != typeof(object))
            return value;
        try
        {
            return value is string text ? FromText(text, wanted, type) : FromOther(value, wanted);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or JsonException or InvalidCastException or ArgumentException or NotSupportedException)
        {
            throw new WorkflowException($"'{Short(value)}' cannot be read as {NameOf(wanted)}.", failure);
        }
    }

    /// <summary>A value as another type.</summary>
    /// <exception cref="WorkflowException">It cannot be read so.</exception>
    public static T? To<T>(object? value) => (T?)To(value, typeof(T));

    /// <summary>The beginning of a value's text, for messages.</summary>
    public static string Short(object? value)
    {
        var text = value as string ?? Text(value);
        return text.Length > 80 ? text[..80] + "…" : text;
    }

    /// <summary>A type's name for a person.</summary>
    public static string NameOf(Type type) =>
        type.IsArray ? NameOf(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;

    private static object? FromText(string text, Type wanted, Type type)
    {
        if (wanted == typeof(object))
            return text;
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null;
        if (wanted == typeof(bool))
            return bool.Parse(trimmed);
        if (wanted.IsEnum)
            return Enum.Parse(wanted, trimmed, ignoreCase: true);
        if (wanted == typeof(TimeSpan))
            return trimmed.StartsWith('P') ? System.Xml.XmlConvert.ToTimeSpan(trimmed) : TimeSpan.Parse(trimmed, CultureInfo.InvariantCulture);
        if (wanted == typeof(DateTimeOffset))
            return DateTimeOffset.Parse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if (wanted == typeof(DateTime))
            return DateTimeOffset.Parse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime;
        if (wanted == typeof(Guid))
            return Guid.Parse(trimmed);
        if (wanted == typeof(Uri))
            return new Uri(trimmed, UriKind.RelativeOrAbsolute);
        if (wanted.IsPrimitive || wanted == typeof(decimal))
            return Convert.ChangeType(trimmed, wanted, CultureInfo.InvariantCulture);
        if (typeof(JsonNode).IsAssignableFrom(wanted))
            return JsonNode.Parse(trimmed);
        // A word where many are taken is one of them.
        if (trimmed[0] != '[' && typeof(IEnumerable).IsAssignableFrom(wanted) && !IsDictionary(wanted))
            return new JsonArray(text).Deserialize(wanted, Options);
        return JsonSerializer.Deserialize(trimmed, wanted, Options);
    }

    private static bool IsDictionary(Type type) => typeof(IDictionary).IsAssignableFrom(type) || (type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(IDictionary<,>) || open == typeof(IReadOnlyDictionary<,>)));

    private static object? FromOther(object value, Type wanted)
    {
        if (wanted == typeof(object))
            return value;
        if (wanted == typeof(string))
            return value switch
            {
                bool flag => flag ? "True" : "False",
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                JsonNode node => node.ToJsonString(Options),
                _ => value.ToString(),
            };
        if (value is not JsonNode && (wanted.IsPrimitive || wanted == typeof(decimal)) && value is IConvertible)
            return value is double number && wanted != typeof(float) && wanted != typeof(decimal) && wanted != typeof(bool) && number != Math.Floor(number)
                ? throw new FormatException("The number is not whole.")
                : Convert.ChangeType(value, wanted, CultureInfo.InvariantCulture);
        if (wanted == typeof(TimeSpan) && value is IConvertible)
            return TimeSpan.FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture));
        var json = Node(value)!;
        if (json is not JsonArray && wanted != typeof(string) && typeof(IEnumerable).IsAssignableFrom(wanted) && !typeof(JsonNode).IsAssignableFrom(wanted) && !typeof(IDictionary).IsAssignableFrom(wanted) && json is not JsonObject)
            json = new JsonArray(json);
        return typeof(JsonNode).IsAssignableFrom(wanted) ? json : json.Deserialize(wanted, Options);
    }
}
