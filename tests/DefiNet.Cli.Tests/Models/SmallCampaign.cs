namespace DefiNet.Cli.Tests.Models;

/// <summary>A campaign on the surrogate with two arms, <c>small</c>, in the embedded store of a folder: carbon in 3×3 h-BN.</summary>
internal static class SmallCampaign
{
    private const string Recipe =
        """
        name: h-BN with carbon
        host: hBN
        supercell: [3, 3]
        cell_height: 12
        replacements: {B: [C], N: [C]}
        mode: enumerate
        """;

    private const string Campaign =
        """
        name: small
        recipe: recipe.yaml
        relaxers: [raw, definet]
        engine: surrogate
        potential: bonded
        settings: {IBRION: 2, EDIFFG: -0.02, NSW: 100}
        """;

    /// <summary>Makes it and runs it to its end.</summary>
    public static void Run(string folder, params ReadOnlySpan<string> descriptors)
    {
        File.WriteAllText(Path.Combine(folder, "recipe.yaml"), $"{Recipe}\ndescriptors: [{string.Join(", ", descriptors!)}]\n");
        File.WriteAllText(Path.Combine(folder, "small.yaml"), Campaign);
        Definet.Done(folder, "campaign", "new", "small.yaml");
        Definet.Done(folder, "campaign", "run", "small");
    }
}
