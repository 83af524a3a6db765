namespace DefiNet.Server;

/// <summary>A request cannot be answered as asked. The message is one sentence; the status says of what kind it is.</summary>
internal sealed class RequestException : Exception
{
    public RequestException(string message, int status = StatusCodes.Status400BadRequest) : base(message) => Status = status;

    public int Status { get; }
}
