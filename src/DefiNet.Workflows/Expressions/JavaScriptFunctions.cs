using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DefiNet.Workflows.Activities.Primitives;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Values;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Runtime.Interop;

namespace DefiNet.Workflows.Expressions;

/// <summary>The functions of Elsa's JavaScript, by Elsa's names. Those that are made of the drawing's names are there when the script names them.</summary>
internal static partial class JavaScriptFunctions
{
    private const int MaxBytes = 4 << 20;

    private static readonly char[] Separators = [' ', '-', '_', '.'];

    // Functions that no input may hide.
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal) { "getVariable", "getInput", "getOutputFrom", "getLastResult", "getWorkflowInstanceId", "getWorkflowDefinitionId", "getWorkflowDefinitionVersionId", "getWorkflowDefinitionVersion", "getWorkflowInstanceName", "getCorrelationId", "getGuidString" };

    /// <summary>Gives a script its functions.</summary>
    /// <returns>Its variables; null when it does not name them.</returns>
    public static JavaScriptVariables? Add(Engine engine, ActivityExecutionContext context, string code)
    {
        var workflow = context.WorkflowExecutionContext;
        var variables = code.Contains(JavaScriptVariables.Name, StringComparison.Ordinal) ? new JavaScriptVariables(engine, context) : null;
        Function("getVariable", (_, given) => ToJs(engine, context.TryVariable(Text(given, 0), out var value) ? value : null));
        Function("setVariable", (_, given) =>
        {
            SetVariable(Text(given, 0), At(given, 1));
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
        Function("bytesFromString", (_, given) => Array(engine, Encoding.UTF8.GetBytes(Text(given, 0))));
        Function("bytesToString", (_, given) => Encoding.UTF8.GetString(Bytes(At(given, 0))));
        Function("bytesFromBase64", (_, given) => Array(engine, Convert.FromBase64String(Text(given, 0))));
        foreach (var name in (string[])["bytesToBase64", "streamToBase64"])
            Function(name, (_, given) => Convert.ToBase64String(Bytes(At(given, 0))));
        Function("streamToBytes", (_, given) => Array(engine, Bytes(At(given, 0))));
        if (context.Activity is RunJavaScript)
        {
            Function("setOutcome", (_, given) => Do(() => context.ChosenOutcomes = [Text(given, 0)]));
            Function("setOutcomes", (_, given) => Do(() => context.ChosenOutcomes = JsonValues.To<string[]>(FromJs(engine, At(given, 0)))));
        }

        AddVariables();
        AddInputs();
        foreach (Match name in OutputAccessor().Matches(code))
            AddOutput(name.Value);
        return variables;

        void Function(string name, Func<JsValue, JsValue[], JsValue> body) => engine.SetValue(name, new ClrFunction(engine, name, body));

        void SetVariable(string name, JsValue value)
        {
            context.SetVariable(name, FromJs(engine, value));
            variables?.Took(name, value);
        }

        // getName() and setName(value).
        void AddVariables()
        {
            foreach (var (name, _) in context.VariablesInSight())
                foreach (var called in CalledBy(name))
                {
                    if (Wanted($"get{called}"))
                        Function($"get{called}", (_, _) => ToJs(engine, context.TryVariable(name, out var now) ? now : null));
                    if (Wanted($"set{called}"))
                        Function($"set{called}", (_, given) => Do(() => SetVariable(name, At(given, 0))));
                }
        }

        // input.Name and getName(), which comes before a variable's.
        void AddInputs()
        {
            var inputs = new JsObject(engine);
            foreach (var (name, value) in workflow.Input)
                inputs.Set(name, ToJs(engine, value));
            engine.SetValue("input", inputs);
            foreach (var name in workflow.Input.Keys.Union(context.WorkflowInputNames))
                foreach (var called in CalledBy(name))
                    if (code.Contains($"get{called}", StringComparison.Ordinal) && !Own.Contains($"get{called}"))
                        Function($"get{called}", (_, _) => ToJs(engine, workflow.Input.TryGetValue(name, out var given) ? given : null));
        }

        // getOutputFromActivity().
        void AddOutput(string name)
        {
            for (var from = name.IndexOf("From", StringComparison.Ordinal); from > 0; from = name.IndexOf("From", from + 1, StringComparison.Ordinal))
            {
                var (output, activity) = (name[3..from], name[(from + 4)..]);
                if (output.Length > 0 && Wanted(name) && context.ActivityCalled(named => CalledBy(named).Contains(activity)) is { } id)
                    Function(name, (_, _) => ToJs(engine, context.OutputFrom(id, output)));
            }
        }

        bool Wanted(string name) => code.Contains(name, StringComparison.Ordinal) && engine.GetValue(name).IsUndefined();
    }

    /// <summary>What accessors call something: its name with a capital, and with capitals where it has blanks, dashes or underscores.</summary>
    public static IEnumerable<string> CalledBy(string name)
    {
        if (name.Length == 0)
            yield break;
        var plain = char.ToUpperInvariant(name[0]) + name[1..];
        if (IsWord(plain))
            yield return plain;
        var joined = string.Concat(name.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        if (joined != plain && IsWord(joined))
            yield return joined;

        static bool IsWord(string text) => text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
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

    /// <summary>JavaScript's value as it is kept.</summary>
    public static object? FromJs(Engine engine, JsValue value)
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

    private static JsArray Array(Engine engine, byte[] bytes) => bytes.Length <= MaxBytes
        ? new JsArray(engine, [.. bytes.Select(value => (JsValue)(int)value)])
        : throw new WorkflowException($"JavaScript was given {bytes.Length} bytes; {MaxBytes} is the limit.");

    private static byte[] Bytes(JsValue value)
    {
        if (Empty(value))
            return [];
        if (value.IsString())
            return Encoding.UTF8.GetBytes(value.AsString());
        var items = value.IsObject() ? value.AsObject() : throw new WorkflowException("JavaScript: bytes must be an array of numbers.");
        var length = items.Get("length");
        if (!length.IsNumber() || length.AsNumber() is not (>= 0 and <= MaxBytes))
            throw new WorkflowException($"JavaScript: bytes must be an array of at most {MaxBytes} numbers.");
        var bytes = new byte[(int)length.AsNumber()];
        for (var index = 0; index < bytes.Length; index++)
            bytes[index] = items.Get(index.ToString(CultureInfo.InvariantCulture)) is var item && item.IsNumber() && item.AsNumber() is >= 0 and <= 255 ? (byte)item.AsNumber() : throw new WorkflowException("JavaScript: bytes must be numbers from 0 to 255.");
        return bytes;
    }

    private static JsValue Do(Action action)
    {
        action();
        return JsValue.Undefined;
    }

    private static bool Empty(JsValue value) => value.IsNull() || value.IsUndefined();

    private static JsValue At(JsValue[] given, int index) => index < given.Length ? given[index] : JsValue.Undefined;

    private static string Text(JsValue[] given, int index) => At(given, index) is var value && Empty(value) ? "" : value.ToString();

    [GeneratedRegex(@"\bget[A-Za-z_][A-Za-z0-9_]*From[A-Za-z_][A-Za-z0-9_]*", RegexOptions.CultureInvariant)]
    private static partial Regex OutputAccessor();
}
