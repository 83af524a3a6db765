using System.CommandLine;

namespace DefiNet.Cli.Dft;

/// <summary><c>definet dft</c>: files of DFT programs.</summary>
internal static class DftCommand
{
    /// <summary>Makes the noun with its verbs.</summary>
    public static Command Create() => new("dft", "Files of DFT programs: what runs did, inputs for new ones, what is wrong with them, which runs can be compared.")
    {
        DftInspectCommand.Create(),
        DftInputsCommand.Create(),
        DftCheckCommand.Create(),
        DftCompareCommand.Create(),
    };
}
