using DefiNet.Campaigns.Running;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DefiNet.Server.Tracing;

/// <summary>Sends spans of requests, runs and schedules to a collector, when the environment names one as OpenTelemetry's specification says.</summary>
internal static class Traces
{
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT", TraceCollector = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    /// <summary>Starts sending; null when no collector is named.</summary>
    public static TracerProvider? Start()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Collector)) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(TraceCollector)))
            return null;
        return Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService("definet"))
            .AddSource("Microsoft.AspNetCore", RunTrace.SourceName)
            .AddOtlpExporter()
            .Build();
    }
}
