using System.Data.Common;
using DefiNet.Campaigns;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Crystals;
using DefiNet.Dft;
using DefiNet.Inference;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Models;
using DefiNet.Relaxation;
using DefiNet.Server.Pages;

namespace DefiNet.Server.Security;

/// <summary>Turns what went wrong into a status and a sentence. What is no fault of the request is logged and not told.</summary>
internal static partial class Failures
{
    public static async Task CatchAsync(HttpContext http, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(http).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to answer.
        }
#pragma warning disable CA1031 // The last line of defence: everything is logged, and the caller is told.
        catch (Exception failure) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            var (status, sentence) = Answer(failure);
            if (status >= StatusCodes.Status500InternalServerError)
                Broken(log, failure, http.Request.Method, http.Request.Path);
            http.Response.Clear();
            SecureHeaders.Set(http);
            http.Response.StatusCode = status;
            await Refusal.WriteAsync(http, sentence).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a failure is a fault of what was asked, to be told in its own words.</summary>
    public static bool IsOfInput(Exception failure) => Answer(failure).Status is >= 400 and < 500;

    private static (int Status, string Sentence) Answer(Exception failure) => failure switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => Answer(first),
        RequestException refused => (refused.Status, refused.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (StatusCodes.Status413PayloadTooLarge, "The request is too long."),
        BadHttpRequestException bad => (bad.StatusCode, bad.InnerException is System.Text.Json.JsonException json ? $"The body is not the JSON that this route takes: {json.Message}" : bad.Message),
        CampaignBusyException => (StatusCodes.Status409Conflict, failure.Message),
        CampaignException or StoreException or CrystalException or DftException or RelaxationException or InferenceException or ModelException or CheckpointException => (StatusCodes.Status400BadRequest, failure.Message),
        DbException => (StatusCodes.Status503ServiceUnavailable, "The store does not answer; try again in a moment."),
        _ => (StatusCodes.Status500InternalServerError, "This is a defect of the server; its log says more."),
    };

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private static partial void Broken(ILogger log, Exception failure, string method, PathString path);
}
