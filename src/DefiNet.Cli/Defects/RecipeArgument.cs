using System.CommandLine;

namespace DefiNet.Cli.Defects;

/// <summary>The argument that names a recipe.</summary>
internal static class RecipeArgument
{
    public static Argument<string> Create() => new("RECIPE") { Description = "A recipe file (YAML), or the name of a shipped one such as mos2-low-density." };
}
