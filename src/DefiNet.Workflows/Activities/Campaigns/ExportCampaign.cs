using DefiNet.Campaigns.Exports;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Campaigns;

/// <summary>Writes a campaign as CSV, CIF and YAML below the data folder.</summary>
[Activity("DefiNet", "DefiNet", "Writes a campaign as CSV, CIF and YAML into a folder of its own below the server's data folder.", Kind = ActivityKind.Job)]
public sealed class ExportCampaign : CodeActivity
{
    /// <summary>The campaign.</summary>
    [Input(Description = "The campaign.")]
    public Input<string> Campaign { get; set; } = new("");

    /// <summary>The folder.</summary>
    [Output(Description = "The folder that was written.")]
    public Output<string>? Folder { get; set; }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var name = context.Get(Campaign) ?? "";
        var exports = Path.GetFullPath(Path.Combine(context.GetRequiredService<WorkflowOptions>().DataFolder, "exports"));
        var folder = Path.Combine(exports, $"{new string([.. name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-')])}-{context.IdempotencyKey.Replace('.', '-')}");
        // Written beside and moved: what has the name is complete, also after a crash.
        if (!Directory.Exists(folder))
        {
            var unfinished = folder + ".new";
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            await Task.Run(
                () =>
                {
                    using var store = context.GetRequiredService<Store>().NewContext();
                    CampaignExport.Write(store, name, unfinished, (_, _) => { }, context.CancellationToken);
                },
                context.CancellationToken).ConfigureAwait(false);
            Directory.Move(unfinished, folder);
        }

        context.Set(Folder, folder);
    }
}
