using System.Text.Json;
using System.Text.Json.Serialization;
using DefiNet.Campaigns.Storage;
using DefiNet.Crystals;
using DefiNet.Server.Accounts;
using DefiNet.Server.Audit;
using DefiNet.Server.Campaigns;
using DefiNet.Server.Clusters;
using DefiNet.Server.Designer;
using DefiNet.Server.Health;
using DefiNet.Server.Metrics;
using DefiNet.Server.Models;
using DefiNet.Server.Pages;
using DefiNet.Server.Runs;
using DefiNet.Server.Schedules;
using DefiNet.Server.Security;
using DefiNet.Server.SignIn;
using DefiNet.Server.Tracing;
using DefiNet.Workflows;
using DefiNet.Workflows.Rest;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Console;

namespace DefiNet.Server;

/// <summary>The server: composes it and runs it.</summary>
public static class ServerHost
{
    private const long MaxBody = 8 << 20;
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(20);

    /// <summary>Runs the server until <paramref name="cancellation"/>.</summary>
    /// <param name="options">How to start it.</param>
    /// <param name="say">Told the lines for the person who starts it: where it listens, how to sign in.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ServerException">It cannot start as asked.</exception>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    public static async Task RunAsync(ServerOptions options, Action<string> say, CancellationToken cancellation)
    {
        using var traces = Traces.Start();
        await using var app = Build(options, out var newKey);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException taken)
        {
            throw new ServerException($"The server cannot listen: {taken.Message}");
        }

        var addresses = AddressesOf(app);
        foreach (var address in addresses)
            say($"Listening on {address}");
        if (newKey is not null)
        {
            var link = app.Services.GetRequiredService<AccountBook>().AddLink(RoleNames.Admin);
            say($"Sign in as administrator, once, within a day: {addresses[0]}{SignInPages.LinkOf(link)}");
            say($"The administrator's key, for programs and other browsers (it is not shown again): {newKey}");
        }

        await app.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Addresses at which a started server is reached.</summary>
    internal static IReadOnlyList<string> AddressesOf(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal))];

    /// <summary>Composes the server.</summary>
    internal static WebApplication Build(ServerOptions options, out string? newKey)
    {
        var rules = ListenRules.Of(options);
        options = options with { DataFolder = Path.GetFullPath(options.DataFolder) };
        Directory.CreateDirectory(options.DataFolder);
        var store = Store.Open(options.Database ?? Environment.GetEnvironmentVariable(StoreAddress.Variable) ?? Path.Combine(options.DataFolder, "definet.db"));
        var accounts = new AccountBook(store);
        newKey = accounts.EnsureAdministrator(options.AdminKey, options.NewAdminKey);

        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "definet", ContentRootPath = options.DataFolder });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, rules, options));
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).AddSimpleConsole(Plain)
            .AddFilter(null, LogLevel.Warning).AddFilter("DefiNet", LogLevel.Information).AddFilter("DefiNet.Server.SignIn", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        AddServices(builder, options, rules, store, accounts);

        var app = builder.Build();
        Pipeline(app, rules);
        Routes(app);
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder, ServerOptions options, ListenRules rules, Store store, AccountBook accounts)
    {
        var services = builder.Services;
        services.AddSingleton(options).AddSingleton(rules).AddSingleton(store).AddSingleton(accounts);
        services.AddSingleton<AuditBook>().AddSingleton<RequestGate>().AddSingleton<RequestCounts>().AddSingleton<StoreHealth>().AddSingleton<CampaignForm>();
        services.AddSingleton<CampaignHost>().AddHostedService(provider => provider.GetRequiredService<CampaignHost>());
        services.AddSingleton<StudioFiles>();
        services.AddSignalR();
        services.AddSingleton<InstanceWatch>().AddHostedService(provider => provider.GetRequiredService<InstanceWatch>());
        services.AddWorkflows(workflows =>
        {
            workflows.DataFolder = options.DataFolder;
            workflows.Program = options.Program;
            workflows.LiveUpdates = true;
            workflows.DefinitionsFolder = Directory.Exists(ShippedFiles.PathOf("workflows")) ? ShippedFiles.PathOf("workflows") : null;
        });
        options.Services?.Invoke(services);
        Calendar.Add(services, store.Address);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        services.AddRouting();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DictionaryKeyPolicy = null;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default;
        });
        // The core only: what is left out is data protection, whose keys would be one more secret to keep.
        services.AddSingleton(TimeProvider.System).AddWebEncoders().AddAuthenticationCore(authentication => authentication.DefaultScheme = SignInHandler.SchemeName);
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, SignInHandler>(SignInHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(RoleNames.Viewer, policy => policy.RequireRole(RoleNames.Viewer))
            .AddPolicy(RoleNames.Operator, policy => policy.RequireRole(RoleNames.Operator))
            .AddPolicy(RoleNames.Admin, policy => policy.RequireRole(RoleNames.Admin))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new RoleRequirement()).Build());
        services.AddRateLimiter(limits => RateLimits.Configure(limits, options.AnonymousBurst));
        services.AddOpenApi("v1", OpenApi.Configure);
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in rules.Proxies)
                forwarded.KnownProxies.Add(proxy);
        });
    }

    private static void Pipeline(WebApplication app, ListenRules rules)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("DefiNet.Server");
        var (gate, requests, audit) = (app.Services.GetRequiredService<RequestGate>(), app.Services.GetRequiredService<RequestCounts>(), app.Services.GetRequiredService<AuditBook>());
        app.Use((http, next) =>
        {
            ListenRules.NotePeer(http);
            return next(http);
        });
        if (rules.Proxies.Any())
            app.UseForwardedHeaders();
        app.Use((http, next) =>
        {
            SecureHeaders.Set(http);
            return next(http);
        });
        app.Use((http, next) => Failures.CatchAsync(http, next, log));
        app.UseRouting();
        app.Use(requests.InvokeAsync);
        app.Use(gate.InvokeAsync);
        app.UseAuthentication();
        app.UseRateLimiter();
        app.Use((http, next) => AuditTrail.InvokeAsync(http, next, audit));
        app.Use((http, next) => Failures.CatchAsync(http, next, log));
        app.UseAuthorization();
        app.Use((http, next) => http.GetEndpoint() is null ? NothingThere(http) : next(http));
    }

    private static Task NothingThere(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Refusal.WriteAsync(http, "There is nothing at this address.");
    }

    private static void Routes(WebApplication app)
    {
        HealthRoutes.Map(app);
        SignInPages.Map(app);
        CampaignPages.Map(app);
        CampaignsApi.Map(app);
        RunsApi.Map(app);
        ClustersApi.Map(app);
        ModelsApi.Map(app);
        SchedulesApi.Map(app);
        SchedulePages.Map(app);
        DesignerPages.Map(app);
        app.MapWorkflows(DesignerPages.Api, RoleNames.Viewer).WithTags("Workflows");
        app.MapWorkflowEndpoints("/workflows").RequireAuthorization(RoleNames.Operator).ExcludeFromDescription();
        app.MapHub<InstanceHub>(InstanceHub.Path).WithMetadata(ReadsOnly.Mark).RequireAuthorization(RoleNames.Viewer);
        AccountsApi.Map(app);
        AccountPages.Map(app);
        AuditPages.Map(app);
        MetricsRoute.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    private static void Listen(KestrelServerOptions kestrel, ListenRules rules, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBody;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 << 10;
        kestrel.Limits.MaxConcurrentConnections = 1000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        foreach (var address in rules.Addresses)
        {
            if (address.Address is null)
                kestrel.ListenLocalhost(address.Port, Secure);
            else
                kestrel.Listen(address.Address, address.Port, Secure);

            void Secure(Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions socket)
            {
                if (address.Tls)
                    socket.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = Certificates.Load(options.Certificate!, options.CertificateKey) });
            }
        }
    }

    private static void Plain(SimpleConsoleFormatterOptions console)
    {
        console.SingleLine = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        console.UseUtcTimestamp = true;
        console.ColorBehavior = LoggerColorBehavior.Disabled;
    }
}
