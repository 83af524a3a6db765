using System.Collections.Concurrent;

namespace DefiNet.Relaxation;

/// <summary>Where nets can run, by name. The program that is composed says how a device is opened; what cannot be had is replaced by managed code on the processor.</summary>
public static class NetDevices
{
    /// <summary>Managed code on the processor.</summary>
    public const string Cpu = "cpu";

    /// <summary>A GPU, through libtorch.</summary>
    public const string Cuda = "cuda";

    /// <summary>The processor, through libtorch.</summary>
    public const string TorchCpu = "torch-cpu";

    private static readonly ConcurrentDictionary<string, Lazy<INetDevice?>> Openers = new(StringComparer.Ordinal);

    /// <summary>The names that are known.</summary>
    public static IReadOnlyList<string> Names { get; } = [Cpu, Cuda, TorchCpu];

    /// <summary>Says how a device is opened; that happens when it is first asked for, once.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="open">Opens it; null, when a person was told why, where it cannot be had.</param>
    public static void Register(string name, Func<INetDevice?> open) => Openers[name] = new(open);

    /// <summary>Opens a device; null for managed code on the processor.</summary>
    /// <exception cref="RelaxationException">The name is not known, or this program cannot open such a device.</exception>
    public static INetDevice? Open(string? name)
    {
        if (name is null or Cpu)
            return null;
        if (!Names.Contains(name))
            throw new RelaxationException($"There is no device '{name}'; take one of {string.Join(", ", Names)}.");
        return Openers.TryGetValue(name, out var opener) ? opener.Value : throw new RelaxationException($"This program opens no device '{name}'; take {Cpu}.");
    }
}
