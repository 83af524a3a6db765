using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>The current GPU.</summary>
    public static readonly Device CUDA = new(DeviceType.CUDA);

    /// <summary>The device of that name, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    public static Device device(string description) => new(description);

    /// <summary>Where a tensor's numbers are.</summary>
    public sealed class Device
    {
        /// <summary>The device of that name, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
        /// <exception cref="ArgumentException">There is no such device.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = parts[0] switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                _ => throw new ArgumentException($"There is no device '{description}'; there are cpu, cuda and cuda:N.", nameof(description)),
            };
            index = parts.Length == 1 ? -1
                : parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                : throw new ArgumentException($"There is no device '{description}'; there are cpu, cuda and cuda:N.", nameof(description));
        }

        /// <summary>A device by kind and number.</summary>
        public Device(DeviceType type, int index = -1) => (this.type, this.index) = (type, index);

        /// <summary>Its kind.</summary>
        public DeviceType type { get; }

        /// <summary>Its number; -1 for the current one.</summary>
        public int index { get; }

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Device other && type == other.type && (index == other.index || type == DeviceType.CPU);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(type, type == DeviceType.CPU ? -1 : index);

        /// <summary>Its name.</summary>
        public override string ToString() => (type == DeviceType.CUDA ? "cuda" : "cpu") + (index < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{index}"));
    }

    /// <summary>GPUs.</summary>
    public static class cuda
    {
        /// <summary>Whether libtorch has a GPU to work on.</summary>
        public static bool is_available() => device_count() > 0;

        /// <summary>GPUs that libtorch can work on.</summary>
        public static int device_count() => DefiNet.Torch.Native.Shim.definet_cuda_devices();
    }
}
