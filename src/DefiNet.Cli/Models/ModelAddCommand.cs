using System.CommandLine;
using DefiNet.Cli.Output;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Models;

namespace DefiNet.Cli.Models;

/// <summary><c>definet model add</c>: an own model for the library.</summary>
public static class ModelAddCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var path = new Argument<string>("PATH") { Description = "File of weights that torch.save wrote (.pt, .pth.tar) or safetensors, the folder of a matgl potential, or the folder model that a training wrote." };
        var name = new Option<string>("--name") { Description = "Name in the library; without it the file's own.", HelpName = "NAME" };
        var selfEdges = new Option<bool>("--self-edges") { Description = "The net was trained on graphs of the published builder, which leaves edges of atoms to themselves in by rounding." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("add", "Reads the weights of a DefiNet, DeepRelax, M3GNet or CHGNet, without running anything in them, and copies them into the library.") { path, name, selfEdges, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(path), parsed.GetValue(name), parsed.GetValue(selfEdges), parsed.GetValue(json)));
        return command;
    }

    private static void Run(string path, string? name, bool selfEdges, bool asJson)
    {
        var model = ModelLibrary.OfThisProgram().Add(path, name, new DefectNetSettings { SelfEdges = selfEdges ? SelfEdges.Rounding : SelfEdges.None });
        if (!asJson)
        {
            Console.WriteLine($"{model.Name}: {model.Architecture} with {model.Parameters} parameters, {model.Path}");
            return;
        }

        using var lines = new JsonLines();
        lines.Write(json => ModelFields.Write(json, model));
    }
}
