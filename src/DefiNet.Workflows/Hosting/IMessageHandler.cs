namespace DefiNet.Workflows.Hosting;

/// <summary>Does what messages of a kind ask for. A message may come twice, with the same key.</summary>
public interface IMessageHandler
{
    /// <summary>Kind of the messages.</summary>
    string MessageKind { get; }

    /// <summary>Does it; whatever it throws makes the message come again later.</summary>
    /// <param name="key">Key of the message, the same each time.</param>
    /// <param name="payload">Details, JSON.</param>
    /// <param name="cancellation">Ends it.</param>
    Task HandleAsync(string key, string payload, CancellationToken cancellation);
}
