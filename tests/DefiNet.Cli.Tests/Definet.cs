using System.Diagnostics;
using System.Text.Json;

namespace DefiNet.Cli.Tests;

/// <summary>The command line as a process.</summary>
internal sealed record Definet(int Code, string Output, string Complaints)
{
    /// <summary>Standard output as JSON Lines.</summary>
    public JsonElement[] Lines => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Runs a command in a folder, with no store named by the environment.</summary>
    public static Definet Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "definet.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("DEFINET_STORE");
        using var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, complaints.Result);
    }

    /// <summary>Runs a command that must succeed.</summary>
    public static Definet Done(string folder, params string[] arguments)
    {
        var answer = Run(folder, arguments);
        Assert.True(answer.Code == 0, answer.Complaints);
        return answer;
    }
}
