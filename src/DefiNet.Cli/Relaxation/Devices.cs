using DefiNet.Learning.Devices;
using DefiNet.Relaxation;

namespace DefiNet.Cli.Relaxation;

/// <summary>How this program opens devices. libtorch and what knows it are loaded when one is asked for.</summary>
internal static class Devices
{
    /// <summary>Tells every command.</summary>
    public static void Register()
    {
        foreach (var name in (ReadOnlySpan<string>)[NetDevices.Cuda, NetDevices.TorchCpu])
        {
            var device = name;
            NetDevices.Register(device, () => Open(device));
        }
    }

    private static TorchDevice? Open(string name)
    {
        var device = TorchDevice.TryOpen(name, out var instead);
        if (instead is not null)
            Console.Error.WriteLine(instead);
        return device;
    }
}
