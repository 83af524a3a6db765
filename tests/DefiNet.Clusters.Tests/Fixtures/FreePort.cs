using System.Net;
using System.Net.Sockets;

namespace DefiNet.Clusters.Tests.Fixtures;

/// <summary>Ports that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>So many different ports.</summary>
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        foreach (var listener in listeners)
            listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }
}
