using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Execution.State;

/// <summary>Values whose type is not known beforehand.</summary>
internal sealed class PlainConverter : JsonConverter<object>
{
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var whole) ? whole : reader.GetDouble();
            default:
                return JsonValues.Plain(JsonElement.ParseValue(ref reader));
        }
    }

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            default:
                if (JsonValues.Node(value) is JsonNode node)
                    node.WriteTo(writer);
                else
                    writer.WriteNullValue();
                break;
        }
    }
}
