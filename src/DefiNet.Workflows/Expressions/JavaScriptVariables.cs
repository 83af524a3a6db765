using DefiNet.Workflows.Execution;
using Jint;
using Jint.Native;
using Jint.Native.Json;

namespace DefiNet.Workflows.Expressions;

/// <summary>The object <c>variables</c> of a script. What the script assigns to its members, or changes inside them, becomes the variables' when it has ended well.</summary>
internal sealed class JavaScriptVariables
{
    /// <summary>What scripts call it.</summary>
    public const string Name = "variables";

    private readonly Engine _engine;
    private readonly ActivityExecutionContext _context;
    private readonly JsObject _members;
    private readonly Dictionary<string, (JsValue Value, string? Text)> _given = new(StringComparer.Ordinal);

    public JavaScriptVariables(Engine engine, ActivityExecutionContext context)
    {
        (_engine, _context, _members) = (engine, context, new(engine));
        foreach (var (name, value) in context.VariablesInSight())
            if (!_given.ContainsKey(name))
                Give(name, JavaScriptFunctions.ToJs(engine, value));
        engine.SetValue(Name, _members);
    }

    /// <summary>A variable was set by another function.</summary>
    public void Took(string name, JsValue value) => Give(name, value);

    /// <summary>Keeps what was changed.</summary>
    public void Keep()
    {
        foreach (var (key, member) in _members.GetOwnProperties())
        {
            var (name, value) = (key.ToString(), member.Value);
            if (value is null || value.IsUndefined() || (_given.TryGetValue(name, out var given) && IsSame(given, value)))
                continue;
            _context.SetVariable(name, JavaScriptFunctions.FromJs(_engine, value));
        }
    }

    private void Give(string name, JsValue value)
    {
        _members.Set(name, value);
        _given[name] = (value, value.IsObject() ? Text(value) : null);
    }

    private bool IsSame((JsValue Value, string? Text) given, JsValue now) =>
        given.Text is null ? given.Value.Equals(now) : now.IsObject() && Text(now) == given.Text;

    private string Text(JsValue value) => new JsonSerializer(_engine).Serialize(value, JsValue.Undefined, JsValue.Undefined).ToString();
}
