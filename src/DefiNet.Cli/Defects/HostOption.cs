using System.CommandLine;
using DefiNet.Crystals.Defects;

namespace DefiNet.Cli.Defects;

/// <summary>The option that names a host: built in, or a file with its cell.</summary>
public static class HostOption
{
    /// <summary>Composes the option.</summary>
    public static Option<string?> Create() => new("--host")
    {
        Description = $"The host: {string.Join(", ", Host.BuiltInNames)}, or a structure file with its cell. Without it the built-in ones are tried.",
        HelpName = "H",
    };

    /// <summary>The host of the option's value; null for none.</summary>
    public static Host? Of(string? nameOrPath) => nameOrPath is null ? null : Host.Open(nameOrPath);
}
