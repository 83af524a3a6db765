using System.Text.Json;
using DefiNet.Crystals;

namespace DefiNet.Cli.Output;

/// <summary>Fields of the kinds that results have.</summary>
public static class JsonFields
{
    /// <summary>A number, or null when there is none or it is not finite.</summary>
    public static void Field(this Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        json.Value(value);
    }

    /// <summary>A text, or null.</summary>
    public static void Field(this Utf8JsonWriter json, string name, string? value) => json.WriteString(name, value);

    /// <summary>A list of numbers.</summary>
    public static void Field(this Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.Value(value);
        json.WriteEndArray();
    }

    /// <summary>A list of whole numbers.</summary>
    public static void Field(this Utf8JsonWriter json, string name, IEnumerable<int> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>A list of three components.</summary>
    public static void Field(this Utf8JsonWriter json, string name, Vector3 value) => json.Field(name, [value.X, value.Y, value.Z]);

    private static void Value(this Utf8JsonWriter json, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteNullValue();
    }
}
