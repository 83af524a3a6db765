using System.CommandLine;
using DefiNet.Cli.Output;
using DefiNet.Inference.Models;

namespace DefiNet.Cli.Models;

/// <summary><c>definet model info</c>: what is known of one model.</summary>
public static class ModelInfoCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("M") { Description = "Name of a model of the library, a file of weights, or the folder of a matgl potential." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("info", "Says what a model is, what it was trained on and how good it is.") { name, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(name), parsed.GetValue(json)));
        return command;
    }

    private static void Run(string name, bool asJson)
    {
        var model = ModelLibrary.OfThisProgram().Find(name);
        if (!asJson)
        {
            Console.WriteLine(ModelFields.Describe(model));
            return;
        }

        using var lines = new JsonLines();
        lines.Write(json =>
        {
            ModelFields.Write(json, model);
            ModelFields.WriteDetails(json, model);
        });
    }
}
