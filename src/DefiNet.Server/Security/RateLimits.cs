using System.Globalization;
using System.Threading.RateLimiting;
using DefiNet.Server.Accounts;
using DefiNet.Server.Pages;
using Microsoft.AspNetCore.RateLimiting;

namespace DefiNet.Server.Security;

/// <summary>How often somebody may ask: plenty for who is signed in, little for who is not, very little for trying keys and passwords.</summary>
internal static class RateLimits
{
    public const string SignIn = "sign-in";
    public const int SignInsPerMinute = 20;
    public const int AnonymousBurst = 300;

    public static void Configure(RateLimiterOptions limits, int anonymousBurst)
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => SignedIn.Of(http.User) is { } who
            ? RateLimitPartition.GetTokenBucketLimiter($"account {who.AccountId}", _ => Bucket(burst: 3000, perSecond: 300))
            : RateLimitPartition.GetTokenBucketLimiter($"address {http.Connection.RemoteIpAddress}", _ => Bucket(anonymousBurst, perSecond: Math.Max(1, anonymousBurst / 30))));
        limits.AddPolicy(SignIn, http => RateLimitPartition.GetFixedWindowLimiter(
            $"{http.Connection.RemoteIpAddress}", _ => new() { PermitLimit = SignInsPerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));
        limits.OnRejected = (rejected, _) =>
        {
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return new(Refusal.WriteAsync(rejected.HttpContext, "Too many requests in a short time; wait a little and try again."));
        };
    }

    private static TokenBucketRateLimiterOptions Bucket(int burst, int perSecond) =>
        new() { TokenLimit = burst, TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0, AutoReplenishment = true };
}
