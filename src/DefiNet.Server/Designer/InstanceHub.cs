using Microsoft.AspNetCore.SignalR;

namespace DefiNet.Server.Designer;

/// <summary>The Studio's hub: its viewer names the instance that it shows, and is told what changes.</summary>
internal sealed class InstanceHub(InstanceWatch watch) : Hub
{
    /// <summary>Where the Studio looks for it: beside the API's last segment.</summary>
    public const string Path = "/elsa/hubs/workflow-instance";

    private const int MaxIdLength = 100, MaxWatched = 20;

    /// <summary>Called by the Studio under this name.</summary>
    public async Task ObserveInstanceAsync(string instanceId)
    {
        if (instanceId is not { Length: > 0 and <= MaxIdLength } || !watch.Add(Context.ConnectionId, instanceId, MaxWatched))
            throw new HubException($"A viewer names at most {MaxWatched} instances, each by an id of at most {MaxIdLength} characters.");
        await Groups.AddToGroupAsync(Context.ConnectionId, instanceId).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        watch.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}
