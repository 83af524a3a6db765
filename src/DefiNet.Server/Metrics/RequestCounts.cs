using System.Collections.Concurrent;
using System.Diagnostics;

namespace DefiNet.Server.Metrics;

/// <summary>Counts requests and their seconds by route, method and status.</summary>
internal sealed class RequestCounts
{
    /// <summary>Upper ends of the histogram's buckets in seconds.</summary>
    public static readonly double[] Buckets = [0.005, 0.02, 0.1, 0.5, 2, 10];

    private readonly ConcurrentDictionary<(string Route, string Method, int Status), Count> _counts = new();

    public IEnumerable<KeyValuePair<(string Route, string Method, int Status), Count>> All => _counts.OrderBy(pair => pair.Key);

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var begin = Stopwatch.GetTimestamp();
        try
        {
            await next(http).ConfigureAwait(false);
        }
        finally
        {
            // Unknown paths share one name: what callers invent must not fill the memory.
            var route = RouteNames.Of(http) ?? "(none)";
            var method = http.Request.Method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" ? http.Request.Method : "other";
            _counts.GetOrAdd((route, method, http.Response.StatusCode), _ => new()).Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
    }

    internal sealed class Count
    {
        private readonly Lock _lock = new();
        private readonly long[] _buckets = new long[Buckets.Length + 1];
        private double _seconds;

        public void Add(double seconds)
        {
            lock (_lock)
            {
                var bucket = Array.FindIndex(Buckets, end => seconds <= end);
                _buckets[bucket < 0 ? Buckets.Length : bucket]++;
                _seconds += seconds;
            }
        }

        public (long[] Buckets, double Seconds) Read()
        {
            lock (_lock)
                return ([.. _buckets], _seconds);
        }
    }
}
