using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Values;
using Fluid;

namespace DefiNet.Workflows.Expressions;

/// <summary>Evaluates Liquid templates with the names that Elsa's users know (<c>Variables</c>, <c>Input</c>, <c>WorkflowInstanceId</c>, <c>CorrelationId</c>). A template sees no .NET, no file and no network; its shape, steps, time and memory are limited.</summary>
internal sealed partial class LiquidEvaluator
{
    private const int MaxCode = 64 << 10;
    private const int MaxPrepared = 2000;
    private const int MaxSteps = 100_000;
    private const int MaxTags = 1000;
    private const int MaxTag = 2000;
    private const int MaxNesting = 20;
    private const int MaxRange = 10_000;

    // Filters whose result is longer than what they are given together, by far: what they would make is reckoned first.
    private static readonly string[] Multiplying = ["replace", "join"];

    // Filters that make texts of any length from a short format.
    private static readonly string[] Refused = ["format_number", "format_string", "format_date"];

    private static readonly string[] Watched = ["append", "prepend", "concat", "split", "date", "escape", "url_encode", "newline_to_br", "map", "sort", "sort_natural", "json", "where", "uniq", "reverse"];

    private readonly FluidParser _parser = new();
    private readonly WorkflowOptions _options;
    private readonly ConcurrentDictionary<string, IFluidTemplate> _prepared = new(StringComparer.Ordinal);

    public LiquidEvaluator(WorkflowOptions options) => _options = options;

    /// <summary>The text that a template gives.</summary>
    /// <exception cref="WorkflowException">It cannot be read, or goes beyond a limit.</exception>
    public string Evaluate(string code, ActivityExecutionContext? context)
    {
        var template = Prepare(code);
        var limits = new LiquidLimits(_options);
        try
        {
            using var text = new LiquidText(limits);
            // Nothing in a template waits for anything: it is rendered on this thread, whose memory is counted.
            template.RenderAsync(text, Values(context, limits), NullEncoder.Default, true).AsTask().GetAwaiter().GetResult();
            return text.ToString();
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or FormatException or ArithmeticException or InvalidCastException or NotSupportedException or IndexOutOfRangeException or NullReferenceException or ParseException)
        {
            throw new WorkflowException($"Liquid was stopped: {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}; templates have {MaxSteps} steps.", failure);
        }
    }

    private IFluidTemplate Prepare(string code)
    {
        if (code.Length > MaxCode)
            throw new WorkflowException($"The Liquid template has {code.Length} characters; {MaxCode} is the limit.");
        if (_prepared.TryGetValue(code, out var prepared))
            return prepared;
        CheckShape(code);
        if (!_parser.TryParse(code, out var template, out var error))
            throw new WorkflowException($"Liquid cannot be read: {error.ReplaceLineEndings(" ").TrimEnd('.')}.");
        if (_prepared.Count < MaxPrepared)
            _prepared[code] = template;
        return template;
    }

    // The parser and the ranges of loops know no limits of their own, so that they are kept here before it reads.
    private static void CheckShape(string code)
    {
        var (tags, blocks) = (0, 0);
        foreach (var tag in Tags().EnumerateMatches(code))
        {
            var text = code.AsSpan(tag.Index, tag.Length);
            if (++tags > MaxTags || text.Length > MaxTag)
                throw new WorkflowException($"The Liquid template has more than {MaxTags} tags, or one of more than {MaxTag} characters.");
            var name = text.TrimStart("{%-").TrimStart();
            if (name.StartsWith("end"))
                blocks--;
            else if (text.StartsWith("{%") && Block().IsMatch(name))
                blocks++;
            var brackets = 0;
            foreach (var letter in text)
                if ((brackets += letter is '(' or '[' ? 1 : letter is ')' or ']' ? -1 : 0) > MaxNesting)
                    break;
            if (blocks > MaxNesting || brackets > MaxNesting || name.StartsWith("liquid"))
                throw new WorkflowException($"The Liquid template is nested deeper than {MaxNesting}, or uses the tag liquid, which is not there.");
            foreach (Match range in Range().Matches(text.ToString()))
                if (!int.TryParse(range.Groups[1].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var from) || !int.TryParse(range.Groups[2].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var to) || Math.Abs((long)to - from) > MaxRange)
                    throw new WorkflowException($"The range {JsonValues.Short(range.Value)} of a Liquid template must be two whole numbers at most {MaxRange} apart; a variable with a list does for anything else.");
        }
    }

    private static TemplateContext Values(ActivityExecutionContext? context, LiquidLimits limits)
    {
        var options = new TemplateOptions
        {
            MaxSteps = MaxSteps,
            MaxRecursion = MaxNesting,
            TimeZone = TimeZoneInfo.Utc,
            Now = () => DateTimeOffset.UtcNow,
            Assigned = (_, value, _) => limits.Passed(value),
            Captured = (_, value, _) => limits.Passed(value),
        };
        foreach (var name in Refused)
            options.Filters.AddFilter(name, (_, _, _) => throw new WorkflowException($"The Liquid filter {name} is not there; date and round do much of what it does."));
        foreach (var name in Multiplying.Concat(Watched))
            if (options.Filters.TryGetValue(name, out var filter))
                options.Filters.AddFilter(name, (input, arguments, context) =>
                {
                    limits.Check(name, input, arguments, Multiplying.Contains(name));
                    return filter(input, arguments, context);
                });
        var values = new TemplateContext(options);
        if (context is null)
            return values;
        var workflow = context.WorkflowExecutionContext;
        var variables = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in context.VariablesInSight())
            variables.TryAdd(name, Plain(value));
        values.SetValue("Variables", variables);
        values.SetValue("Input", workflow.Input.ToDictionary(input => input.Key, input => Plain(input.Value)));
        values.SetValue("WorkflowInstanceId", workflow.Id);
        values.SetValue("WorkflowDefinitionId", workflow.DefinitionId);
        values.SetValue("WorkflowDefinitionVersionId", workflow.DefinitionVersionId);
        values.SetValue("WorkflowDefinitionVersion", workflow.DefinitionVersion);
        values.SetValue("CorrelationId", workflow.CorrelationId ?? "");
        return values;
    }

    private static object? Plain(object? value) => value switch
    {
        JsonArray array => array.Select(item => Plain(JsonValues.Plain(item))).ToList(),
        JsonObject fields => fields.ToDictionary(member => member.Key, member => Plain(JsonValues.Plain(member.Value))),
        _ => value,
    };

    [GeneratedRegex(@"\{\{.*?\}\}|\{%.*?%\}|\{[{%].*$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Tags();

    [GeneratedRegex(@"^(?:for|if|unless|case|capture|tablerow|comment|raw|macro|ifchanged|paginate)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Block();

    [GeneratedRegex(@"([^\s()]*)\s*\.\.\s*([^\s()]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Range();
}
