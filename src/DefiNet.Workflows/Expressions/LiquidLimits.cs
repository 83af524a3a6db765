using System.Diagnostics;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;

namespace DefiNet.Workflows.Expressions;

/// <summary>Time and memory that one rendering has; it happens on one thread.</summary>
internal sealed partial class LiquidLimits(WorkflowOptions options)
{
    private const int MaxText = 1 << 20;

    private readonly long _begun = GC.GetAllocatedBytesForCurrentThread();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <exception cref="WorkflowException">They are used up.</exception>
    public void Check()
    {
        if (GC.GetAllocatedBytesForCurrentThread() - _begun > options.ExpressionMemory || _clock.Elapsed > options.ExpressionTime)
            throw new WorkflowException($"Liquid was stopped: expressions have {options.ExpressionTime.TotalSeconds:0.##} s and {options.ExpressionMemory >> 20} MiB.");
    }

    /// <summary>Before a filter: what it is given, and what it would make of that.</summary>
    public void Check(string name, FluidValue input, FilterArguments arguments, bool multiplies)
    {
        Check();
        var size = Size(input);
        for (var argument = 0; argument < arguments.Count; argument++)
        {
            var other = arguments.At(argument);
            if (name == "date" && Width().IsMatch(other.ToStringValue()))
                throw new WorkflowException("A Liquid date must not be padded to more than 99 characters.");
            size = multiplies ? size * Math.Max(1, Size(other)) : size + Size(other);
        }

        if (size > MaxText)
            throw new WorkflowException($"Liquid was stopped: the filter {name} might make more than {MaxText} characters.");
    }

    /// <summary>The same value, when the limits allow.</summary>
    public ValueTask<FluidValue> Passed(FluidValue value)
    {
        Check();
        return new(value);
    }

    private static long Size(FluidValue value) => value switch
    {
        StringValue text => text.ToStringValue().Length,
        ArrayValue array => array.Values.Count,
        _ => 1,
    };

    [GeneratedRegex("%[^a-zA-Z%]*[0-9]{3}", RegexOptions.CultureInvariant)]
    private static partial Regex Width();
}
