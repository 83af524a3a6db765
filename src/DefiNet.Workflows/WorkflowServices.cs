using System.Reflection;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Activities.Notifying;
using DefiNet.Workflows.Definitions;
using DefiNet.Workflows.Expressions;
using DefiNet.Workflows.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DefiNet.Workflows;

/// <summary>Adds the workflow engine to a host.</summary>
public static class WorkflowServices
{
    /// <summary>Adds the engine, its pump and the activities of this assembly and others. A <see cref="Store"/> must be among the services.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="assemblies">Where further activities are found.</param>
    public static IServiceCollection AddWorkflows(this IServiceCollection services, Action<WorkflowOptions>? configure = null, params Assembly[] assemblies)
    {
        var options = new WorkflowOptions();
        configure?.Invoke(options);
        services.AddSingleton(options);
        services.AddSingleton(new ActivityRegistry([typeof(WorkflowServices).Assembly, .. assemblies]));
        services.AddSingleton<WorkSignal>().AddSingleton<WorkflowStore>().AddSingleton<GraphCache>().AddSingleton<BurstRunner>();
        services.AddSingleton<IExpressionEvaluator, ExpressionEvaluator>();
        services.AddSingleton(provider => new WorkflowRuntime(provider.GetRequiredService<WorkflowStore>(), provider.GetRequiredService<BurstRunner>(), provider.GetRequiredService<WorkSignal>(), options));
        services.AddSingleton(provider => new DefinitionBook(
            provider.GetRequiredService<Store>(), provider.GetRequiredService<ActivityRegistry>(), provider.GetRequiredService<GraphCache>(), provider.GetRequiredService<IExpressionEvaluator>(), options));
        services.AddSingleton<OutsideHttp>();
        services.AddSingleton<IMessageHandler, ResumeMessageHandler>().AddSingleton<IMessageHandler, StartMessageHandler>().AddSingleton<IMessageHandler, WebhookMessageHandler>().AddSingleton<IMessageHandler, MailMessageHandler>();
        services.AddHostedService(provider => new DefinitionsImport(provider.GetRequiredService<DefinitionBook>(), options, provider.GetRequiredService<ILogger<DefinitionsImport>>()));
        services.AddHostedService<WorkflowPump>();
        if (options.Campaigns > 0)
            services.AddHostedService<CampaignPump>();
        return services;
    }
}
