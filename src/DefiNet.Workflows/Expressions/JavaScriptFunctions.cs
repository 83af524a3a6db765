using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Values;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Native.Object;
using Jint.Runtime.Interop;

namespace DefiNet.Workflows.Expressions;

/// <summary>The functions of Elsa's JavaScript, by Elsa's names.</summary>
internal static class JavaScriptFunctions
{
    public static void Add(Engine engine, ActivityExecutionContext context)
    {
        var workflow = context.WorkflowExecutionContext;
        Function("getVariable", (_, given) => ToJs(engine, context.TryVariable(Text(given, 0), out var value) ? value : null));
        Function("setVariable", (_, given) =>
        {
            context.SetVariable(Text(given, 0), FromJs(engine, At(given, 1)));
            return JsValue.Undefined;
        });
        Function("getInput", (_, given) => ToJs(engine, workflow.Input.TryGetValue(Text(given, 0), out var value) ? value : null));
        Function("getOutputFrom", (_, given) => ToJs(engine, context.OutputFrom(Text(given, 0), given.Length > 1 ? Text(given, 1) : null)));
        Function("getLastResult", (_, _) => ToJs(engine, context.LastResult));
        Function("getWorkflowInstanceId", (_, _) => workflow.Id);
        Function("getWorkflowDefinitionId", (_, _) => workflow.DefinitionId);
        Function("getWorkflowDefinitionVersionId", (_, _) => workflow.DefinitionVersionId);
        Function("getWorkflowDefinitionVersion", (_, _) => workflow.DefinitionVersion);
        Function("getWorkflowInstanceName", (_, _) => ToJs(engine, workflow.Name));
        Function("setWorkflowInstanceName", (_, given) => Do(() => workflow.Name = Text(given, 0)));
        Function("getCorrelationId", (_, _) => ToJs(engine, workflow.CorrelationId));
        Function("setCorrelationId", (_, given) => Do(() => workflow.CorrelationId = Text(given, 0)));
        Function("newGuid", (_, _) => Guid.NewGuid().ToString());
        Function("newGuidString", (_, _) => Guid.NewGuid().ToString());
        Function("newShortGuid", (_, _) => Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        Function("parseGuid", (_, given) => Guid.TryParse(Text(given, 0), out var id) ? id.ToString() : throw new WorkflowException($"'{Text(given, 0)}' is no GUID."));
        Function("toJson", (_, given) => At(given, 0).IsUndefined() ? "null" : new JsonSerializer(engine).Serialize(At(given, 0), JsValue.Undefined, JsValue.Undefined));
        Function("parseJson", (_, given) => new JsonParser(engine).Parse(Text(given, 0)));
        Function("isNullOrEmpty", (_, given) => Empty(At(given, 0)) || At(given, 0).ToString().Length == 0);
        Function("isNullOrWhiteSpace", (_, given) => Empty(At(given, 0)) || string.IsNullOrWhiteSpace(At(given, 0).ToString()));
        Function("getGuidString", (_, _) => Guid.NewGuid().ToString());
        Function("utcNow", (_, _) => DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture));
        Function("stringToBase64", (_, given) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(given, 0))));
        Function("stringFromBase64", (_, given) => Encoding.UTF8.GetString(Convert.FromBase64String(Text(given, 0))));
        Function("bytesToBase64", (_, given) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(given, 0))));

        AddVariables(engine, context);
        var inputs = new JsObject(engine);
        foreach (var (name, value) in workflow.Input)
            inputs.Set(name, ToJs(engine, value));
        engine.SetValue("input", inputs);

        void Function(string name, Func<JsValue, JsValue[], JsValue> body) => engine.SetValue(name, new ClrFunction(engine, name, body));
    }

    /// <summary>A kept value as JavaScript's.</summary>
    public static JsValue ToJs(Engine engine, object? value) => value switch
    {
        null => JsValue.Null,
        string text => text,
        bool flag => flag,
        int number => number,
        long number => (double)number,
        double number => number,
        decimal number => (double)number,
        JsonNode node => new JsonParser(engine).Parse(node.ToJsonString(JsonValues.Options)),
        _ => ToJs(engine, JsonValues.Plain(value)),
    };

    // variables.Name, getName() and setName(value), as Elsa offers them.
    private static void AddVariables(Engine engine, ActivityExecutionContext context)
    {
        var variables = new JsObject(engine);
        foreach (var (name, value) in context.VariablesInSight())
        {
            if (variables.HasOwnProperty(name))
                continue;
            variables.Set(name, ToJs(engine, value));
            if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
                continue;
            var pascal = char.ToUpperInvariant(name[0]) + name[1..];
            if (!engine.GetValue($"get{pascal}").IsUndefined())
                continue;
            engine.SetValue($"get{pascal}", new ClrFunction(engine, $"get{pascal}", (_, _) => ToJs(engine, context.TryVariable(name, out var now) ? now : null)));
            engine.SetValue($"set{pascal}", new ClrFunction(engine, $"set{pascal}", (_, given) => Do(() => context.SetVariable(name, FromJs(engine, At(given, 0))))));
        }

        engine.SetValue("variables", (ObjectInstance)variables);
    }

    private static object? FromJs(Engine engine, JsValue value)
    {
        if (Empty(value))
            return null;
        if (value.IsBoolean())
            return value.AsBoolean();
        if (value.IsString())
            return value.AsString();
        if (value.IsNumber())
        {
            var number = value.AsNumber();
            return number == Math.Floor(number) && Math.Abs(number) < 9e15 ? (long)number : number;
        }

        var json = new JsonSerializer(engine).Serialize(value, JsValue.Undefined, JsValue.Undefined);
        return json.IsString() ? JsonValues.Plain(JsonNode.Parse(json.AsString())) : null;
    }

    private static JsValue Do(Action action)
    {
        action();
        return JsValue.Undefined;
    }

    private static bool Empty(JsValue value) => value.IsNull() || value.IsUndefined();

    private static JsValue At(JsValue[] given, int index) => index < given.Length ? given[index] : JsValue.Undefined;

    private static string Text(JsValue[] given, int index) => At(given, index) is var value && Empty(value) ? "" : value.ToString();
}
