using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Tests.Rest;

/// <summary>The activity of the exchanged samples.</summary>
[Activity("Demo", "Demo", "Greets somebody.")]
public sealed class Greet : CodeActivity<string>
{
    [Input(Description = "Who to greet.", Order = 1)]
    public Input<string?> Who { get; set; } = new((string?)null);

    [Input(Description = "How often.", Order = 2)]
    public Input<int> Times { get; set; } = new(1);

    [Input(Description = "A factor.", Order = 3)]
    public Input<double> Factor { get; set; } = new(1.5);

    [Input(Description = "Shout?", Order = 4)]
    public Input<bool> Loud { get; set; } = new(false);

    [Input(Description = "An enum.", Order = 5)]
    public Input<Mood> Mood { get; set; } = new(Rest.Mood.Happy);

    [Input(Description = "Some JSON.", Order = 6, UIHint = "json-editor")]
    public Input<object?> Settings { get; set; } = new((object?)null);

    [Input(Description = "Many lines.", Order = 7, UIHint = "multiline")]
    public Input<string?> Notes { get; set; } = new((string?)null);

    [Output(Description = "Its length.")]
    public Output<int>? Length { get; set; }

    protected override void Execute(ActivityExecutionContext context)
    {
        var greeting = $"Hello {Who.Get(context)} x{Times.Get(context)}";
        context.SetResult(greeting);
        context.Set(Length, greeting.Length);
    }
}
