using DefiNet.Campaigns.Storage;
using DefiNet.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Usage: DefiNet.WorkflowHost STORE HOST:PORT LEASE-SECONDS: executes the workflows of a store, which may ask HOST:PORT, until it is ended.
var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Logging.SetMinimumLevel(LogLevel.Error).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Services.AddSingleton(Store.OpenExisting(args[0])).AddWorkflows(options =>
{
    options.AllowedHosts = [args[1]];
    options.Lease = TimeSpan.FromSeconds(double.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture));
    options.PollEvery = TimeSpan.FromMilliseconds(50);
});
using var host = builder.Build();
await host.StartAsync();
Console.WriteLine("ready");
await host.WaitForShutdownAsync();
