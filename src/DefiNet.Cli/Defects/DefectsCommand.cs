using System.CommandLine;

namespace DefiNet.Cli.Defects;

/// <summary><c>definet defects</c>.</summary>
public static class DefectsCommand
{
    /// <summary>Composes the verbs.</summary>
    public static Command Create() => new("defects", "Makes, counts and finds point defects.")
    {
        DefectsGenerateCommand.Create(),
        DefectsCountCommand.Create(),
        DefectsFindCommand.Create(),
    };
}
