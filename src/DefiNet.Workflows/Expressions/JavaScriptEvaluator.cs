using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Values;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Runtime;

namespace DefiNet.Workflows.Expressions;

/// <summary>Evaluates JavaScript with the functions that Elsa's users know, in an engine of its own for each evaluation: no script sees another's, .NET, files or the network; time, memory, statements and recursion are limited.</summary>
internal sealed class JavaScriptEvaluator
{
    private const int MaxCode = 64 << 10;
    private const int MaxPrepared = 2000;
    private const int MaxRecursion = 100;
    private const int MaxText = 4 << 20;

    private readonly WorkflowOptions _options;
    private readonly ConcurrentDictionary<string, Prepared<Acornima.Ast.Script>> _prepared = new(StringComparer.Ordinal);

    public JavaScriptEvaluator(WorkflowOptions options) => _options = options;

    /// <summary>The value of the last expression, or what the script returns.</summary>
    /// <exception cref="WorkflowException">It throws, or goes beyond a limit.</exception>
    public object? Evaluate(string code, ActivityExecutionContext? context)
    {
        if (code.Length > MaxCode)
            throw new WorkflowException($"The JavaScript has {code.Length} characters; {MaxCode} is the limit.");
        var engine = new Engine(options => options
            .TimeoutInterval(_options.ExpressionTime)
            .LimitMemory(_options.ExpressionMemory)
            .MaxStatements(_options.ExpressionStatements)
            .LimitRecursion(MaxRecursion)
            .RegexTimeoutInterval(TimeSpan.FromMilliseconds(250))
            .DisableStringCompilation()
            .MaxArraySize(10_000_000)
            .Culture(CultureInfo.InvariantCulture)
            .LocalTimeZone(TimeZoneInfo.Utc));
        try
        {
            Bound(engine);
            var variables = context is null ? null : JavaScriptFunctions.Add(engine, context, code);
            var value = Plain(engine, engine.Evaluate(Prepare(code)));
            variables?.Keep();
            return value;
        }
        catch (JavaScriptException failure)
        {
            throw new WorkflowException($"JavaScript, line {failure.Location.Start.Line}: {failure.Message}.", failure);
        }
        catch (Exception failure) when (failure is TimeoutException or MemoryLimitExceededException or StatementsCountOverflowException or RecursionDepthOverflowException or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            throw new WorkflowException($"JavaScript was stopped: {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}; expressions have {_options.ExpressionTime.TotalSeconds:0.##} s, {_options.ExpressionMemory >> 20} MiB and {_options.ExpressionStatements} statements.", failure);
        }
        catch (Exception failure) when (failure is JintException or System.Text.Json.JsonException or Acornima.ParseErrorException or InvalidOperationException or ArgumentException or InvalidCastException or IndexOutOfRangeException or OverflowException)
        {
            throw new WorkflowException($"JavaScript cannot be evaluated: {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", failure);
        }
    }

    private Prepared<Acornima.Ast.Script> Prepare(string code)
    {
        if (_prepared.TryGetValue(code, out var prepared))
            return prepared;
        // A script may end with return, as in Elsa: it then stands in a function.
        try
        {
            prepared = Engine.PrepareScript(code);
        }
        catch (Exception failure) when (failure is ScriptPreparationException or Acornima.ParseErrorException)
        {
            prepared = Engine.PrepareScript($"(() => {{{code}\n}})()");
        }

        if (_prepared.Count < MaxPrepared)
            _prepared[code] = prepared;
        return prepared;
    }

    // One call may otherwise allocate far beyond the limit before anybody looks.
    private static void Bound(Engine engine) => engine.Execute(
        """
        for (const name of ['repeat', 'padStart', 'padEnd']) {
            const original = String.prototype[name];
            Object.defineProperty(String.prototype, name, { value: function (count, fill) {
                const length = name === 'repeat' ? String(this).length * Number(count) : Number(count);
                if (length > 4194304) throw new RangeError(name + ' would make a text of more than 4194304 characters');
                return original.call(this, count, fill);
            } });
        }
        """);

    private static object? Plain(Engine engine, JsValue value)
    {
        switch (value)
        {
            case null:
            case { } when value.IsNull() || value.IsUndefined():
                return null;
            case { } when value.IsBoolean():
                return value.AsBoolean();
            case { } when value.IsString():
                return value.AsString() is { Length: <= MaxText } text ? text : throw new WorkflowException($"JavaScript gave a text of more than {MaxText} characters.");
            case { } when value.IsNumber():
                var number = value.AsNumber();
                return number == Math.Floor(number) && Math.Abs(number) < 9e15 ? (long)number : number;
            default:
                var json = new JsonSerializer(engine).Serialize(value, JsValue.Undefined, JsValue.Undefined);
                return json.IsString() ? JsonValues.Plain(JsonNode.Parse(json.AsString(), null, new() { MaxDepth = 128 })) : null;
        }
    }
}
