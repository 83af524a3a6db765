using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DefiNet.Workflows.Hosting;

/// <summary>Reads the definitions that ship when the process starts.</summary>
internal sealed partial class DefinitionsImport(DefinitionBook book, WorkflowOptions options, ILogger<DefinitionsImport> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.DefinitionsFolder is { } folder && Directory.Exists(folder))
            foreach (var complaint in book.ImportFolder(folder))
                Refused(log, complaint);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "{Complaint}")]
    private static partial void Refused(ILogger log, string complaint);
}
