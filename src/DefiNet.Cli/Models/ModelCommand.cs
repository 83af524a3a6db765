using System.CommandLine;

namespace DefiNet.Cli.Models;

/// <summary><c>definet model</c>.</summary>
public static class ModelCommand
{
    /// <summary>Composes the verbs.</summary>
    public static Command Create() => new("model", "Lists the trained models, describes one, adds own ones, trains new ones, and evaluates them.")
    {
        ModelListCommand.Create(),
        ModelInfoCommand.Create(),
        ModelAddCommand.Create(),
        ModelTrainCommand.Create(),
        ModelEvaluateCommand.Create(),
    };
}
