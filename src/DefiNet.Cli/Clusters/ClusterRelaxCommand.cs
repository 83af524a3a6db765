using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DefiNet.Cli.Output;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Programs;
using DefiNet.Clusters.Schedulers;
using DefiNet.Crystals;

namespace DefiNet.Cli.Clusters;

/// <summary><c>definet cluster relax</c>: what <c>definet relax</c> does, as an array job on a cluster.</summary>
public static class ClusterRelaxCommand
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var name = ClusterCommand.Name();
        var files = new Argument<string[]>("FILE") { Description = "Unrelaxed structures; their names must differ.", Arity = ArgumentArity.OneOrMore };
        var with = new Option<string>("--with") { Description = "Relaxer, or several with commas between, as of 'definet relax'.", HelpName = "RELAXER", Required = true };
        var model = new Option<string>("--model") { Description = "Name of a model that ships.", HelpName = "M" };
        var host = new Option<string>("--host") { Description = "Name of a built-in host; without it they are tried.", HelpName = "H" };
        var folder = new Option<string>("--out") { Description = "Folder for what comes back, a folder for each run of the program in it.", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var perRun = new Option<int>("--files-per-run") { Description = "Structures in one run of the program.", DefaultValueFactory = _ => 50 };
        var tasks = new Option<int>("--tasks") { Description = "Tasks of the array job, which share the runs.", DefaultValueFactory = _ => 8 };
        var program = new Option<string>("--program") { Description = "Folder with a definet that brings its own runtime; without it the one of build/publish-for-clusters.", HelpName = "DIR" };
        var command = new Command("relax", "Relaxes structures on a cluster with this same program, which is brought there once per version.") { name, files, with, model, host, folder, perRun, tasks, program };
        command.SetAction((parsed, cancellation) =>
        {
            List<string> arguments = ["relax", "--json", "--out", ".", "--with", parsed.GetRequiredValue(with)];
            if (parsed.GetValue(model) is { } wanted)
                arguments.AddRange(["--model", wanted]);
            if (parsed.GetValue(host) is { } crystal)
                arguments.AddRange(["--host", crystal]);
            return RunAsync(
                ClusterFolder.Find(parsed.GetRequiredValue(name)), parsed.GetRequiredValue(files), arguments, $"*_{parsed.GetRequiredValue(with).Replace(',', '-')}*",
                Path.GetFullPath(parsed.GetValue(folder)!), Math.Clamp(parsed.GetValue(perRun), 1, 10_000), Math.Clamp(parsed.GetValue(tasks), 1, 1000), parsed.GetValue(program), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ClusterDefinition cluster, string[] files, List<string> arguments, string results, string folder, int perRun, int tasks, string? programFolder, CancellationToken cancellation)
    {
        var host = HostFactory.Create(cluster);
        await using (host.ConfigureAwait(false))
        {
            var program = cluster.Program
                ?? await ProgramStaging.StageAsync(host, cluster.Folder, PortableProgram.FolderOf(programFolder, ShippedFiles.Home()), PortableProgram.Name, TimeSpan.FromMinutes(30), cancellation).ConfigureAwait(false);
            var array = new FileArray(await TokenAsync(files, arguments, cancellation).ConfigureAwait(false), [program, .. arguments], files, perRun, tasks, [results]);
            var runner = new FileArrayRunner(cluster, host, SchedulerFactory.Create(cluster));
            using var progress = new ProgressLine($"Runs ended on {cluster.Name}", (files.Length + perRun - 1) / perRun);
            var runs = await runner.RunAsync(array, folder, done => progress.Set(done), cancellation).ConfigureAwait(false);
            await runner.RemoveAsync(array, cancellation).ConfigureAwait(false);
            return Print(runs);
        }
    }

    private static int Print(IReadOnlyList<FileArrayRun> runs)
    {
        var bad = false;
        foreach (var run in runs)
        {
            var (output, errors) = (Path.Combine(run.Folder, "stdout"), Path.Combine(run.Folder, "stderr"));
            if (File.Exists(output))
            {
                foreach (var line in File.ReadLines(output))
                    Console.WriteLine(WithPathsHere(line, run));
            }

            if (run.ExitCode == 0)
                continue;
            bad = true;
            Console.Error.WriteLine($"{run.Folder}: {run.Problem ?? $"the program ended with exit code {run.ExitCode}"}.");
            if (File.Exists(errors))
                Console.Error.Write(File.ReadAllText(errors));
        }

        return bad ? ExitCode.WorkFailed : ExitCode.Done;
    }

    // The program there speaks of its own folder.
    private static string WithPathsHere(string line, FileArrayRun run)
    {
        JsonObject? fields;
        try
        {
            fields = JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            return line; // not one of its lines: a person may want to see it all the same
        }

        if (fields?["file"] is JsonValue file && run.Files.FirstOrDefault(here => Path.GetFileName(here) == Path.GetFileName(file.ToString())) is { } given)
            fields["file"] = given;
        if (fields?["out"] is JsonValue there)
            fields["out"] = Path.Combine(run.Folder, Path.GetFileName(there.ToString()));
        return fields?.ToJsonString(Relaxed) ?? line;
    }

    // The same files with the same arguments are the same job: a call that is repeated after a break finds it.
    private static async Task<string> TokenAsync(string[] files, List<string> arguments, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\0', arguments)));
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\0{Path.GetFileName(file)}\0"));
            hash.AppendData(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellation).ConfigureAwait(false)));
        }

        return "dfn-relax-" + Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
