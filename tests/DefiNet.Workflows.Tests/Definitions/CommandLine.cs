using System.Diagnostics;
using System.Text.Json.Nodes;
using DefiNet.Crystals;

namespace DefiNet.Workflows.Tests.Definitions;

/// <summary>The command line as a person calls it.</summary>
internal static class CommandLine
{
    public static string Program => ShippedFiles.PathOf("artifacts", "bin", "DefiNet.Cli", "release", "definet");

    /// <summary>Makes and runs a campaign.</summary>
    /// <returns>What its report says of its savings.</returns>
    public static async Task<IReadOnlyList<SavedSteps>> Savings(string definition, string folder)
    {
        var (file, store) = (Path.Combine(folder, $"{Guid.NewGuid():N}.yaml"), Path.Combine(folder, "command-line.db"));
        await File.WriteAllTextAsync(file, definition);
        var name = $"by-hand-{Guid.NewGuid():N}";
        await Run("campaign", "new", file, "--name", name, "--store", store);
        await Run("campaign", "run", name, "--dir", folder, "--store", store);
        var lines = (await Run("campaign", "report", name, "--json", "--store", store)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!);
        return [.. lines.Select(line => new SavedSteps((string)line["relaxer"]!, (string)line["material"]!, (string)line["density"]!, (int)line["pairs"]!, (long)line["ionic_steps_raw"]!, (long)line["ionic_steps"]!, (double?)line["saving_pooled"]))];
    }

    private static async Task<string> Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"definet {string.Join(' ', arguments)}: {await output} {await errors}");
        return await output;
    }
}
