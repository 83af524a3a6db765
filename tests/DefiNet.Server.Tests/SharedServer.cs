namespace DefiNet.Server.Tests;

/// <summary>One server for the tests of a class, or of several, started by the first that needs it.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    private Task<TestServer>? _server;

    public Task<TestServer> GetAsync(Func<Task<TestServer>> start) => _server ??= start();

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsCompletedSuccessfully: true })
            await (await _server).DisposeAsync();
    }
}
