using System.CommandLine;
using System.Text;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Cli.Clusters;

/// <summary><c>definet cluster add</c>: a definition with what was said, and comments for the rest.</summary>
public static class ClusterAddCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var name = ClusterCommand.Name();
        var scheduler = new Option<string>("--scheduler") { Description = $"One of {string.Join(", ", SchedulerFactory.Names)}.", Required = true };
        var folder = new Option<string>("--folder") { Description = "Folder there that nothing else uses.", DefaultValueFactory = _ => "~/definet" };
        var host = new Option<string>("--host") { Description = "Host as ssh knows it; without it this machine." };
        var run = new Option<string>("--run") { Description = "Command that runs the DFT code there, such as 'srun vasp_std'." };
        var partition = new Option<string>("--partition") { Description = "Partition or queue." };
        var account = new Option<string>("--account") { Description = "Account that pays." };
        var wall = new Option<string>("--wall-time") { Description = "Wall time of a job, such as '24 h'." };
        scheduler.AcceptOnlyFromAmong([.. SchedulerFactory.Names]);
        var command = new Command("add", "Writes the definition of a new cluster; 'definet cluster test' then says whether it works.") { name, scheduler, folder, host, run, partition, account, wall };
        command.SetAction(parsed =>
        {
            var cluster = parsed.GetRequiredValue(name);
            var path = ClusterFolder.Add(cluster, Text(
                [
                    ("host", parsed.GetValue(host)), ("scheduler", parsed.GetRequiredValue(scheduler)), ("folder", parsed.GetRequiredValue(folder)), ("partition", parsed.GetValue(partition)),
                    ("account", parsed.GetValue(account)), ("wall_time", parsed.GetValue(wall)), ("run", parsed.GetValue(run)),
                ]));
            Console.WriteLine(path);
            Console.Error.WriteLine($"Look through {path}, then: definet cluster test {cluster}");
        });
        return command;
    }

    private static string Text(IEnumerable<(string Key, string? Value)> fields)
    {
        var text = new StringBuilder("# What else can stand here: config/clusters/examples/slurm.yaml explains every field.\n");
        foreach (var (key, value) in fields)
        {
            if (value is not null)
                text.Append(key).Append(": ").Append(Scalar(value)).Append('\n');
        }

        return text.ToString();
    }

    // In double quotes YAML takes the escapes of JSON.
    private static string Scalar(string value) =>
        value.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '.' or '_' or '-' or '@' or ' ') && char.IsAsciiLetterOrDigit(value.FirstOrDefault()) && !value.EndsWith(' ')
            ? value
            : System.Text.Json.JsonSerializer.Serialize(value, ClusterJson.Default.String);
}
