using System.CommandLine;
using System.Globalization;
using DefiNet.Cli.Output;
using DefiNet.Inference.Models;

namespace DefiNet.Cli.Models;

/// <summary><c>definet model list</c>: the models of the library.</summary>
public static class ModelListCommand
{
    private const int MostElementsShown = 20;

    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object a model." };
        var command = new Command("list", "Lists the models that came with the program and those added.") { json };
        command.SetAction(parsed => Run(parsed.GetValue(json)));
        return command;
    }

    private static void Run(bool asJson)
    {
        var models = ModelLibrary.OfThisProgram().List();
        if (asJson)
        {
            using var lines = new JsonLines();
            foreach (var model in models)
                lines.Write(json => ModelFields.Write(json, model));
            return;
        }

        foreach (var model in models)
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{model.Name,-20} {model.Relaxer,-10} {model.Parameters,12:N0} parameters  {(model.IsShipped ? "shipped" : "added"),-8} {ElementsOf(model)}"));
        if (models.Count == 0)
            Console.WriteLine("There are no models; add one with: definet model add PATH");
    }

    private static string ElementsOf(ModelEntry model) => model.Elements.Length > MostElementsShown ? $"{model.Elements.Length} elements" : string.Join(' ', model.Elements);
}
