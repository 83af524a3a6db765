using System.Runtime.InteropServices;
using DefiNet.Torch.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Length along each axis.</summary>
        public unsafe long[] shape
        {
            get
            {
                Span<long> lengths = stackalloc long[MaxAxes];
                fixed (long* first = lengths)
                {
                    var axes = Shim.definet_tensor_shape(Handle, first, MaxAxes);
                    GC.KeepAlive(this);
                    return lengths[..axes].ToArray();
                }
            }
        }

        /// <summary>Number of axes.</summary>
        public unsafe long Dimensions
        {
            get
            {
                var axes = Shim.definet_tensor_shape(Handle, null, 0);
                GC.KeepAlive(this);
                return axes;
            }
        }

        /// <summary>Number of axes.</summary>
        public long ndim => Dimensions;

        /// <summary>Number of numbers.</summary>
        public long NumberOfElements
        {
            get
            {
                var count = 1L;
                foreach (var length in shape)
                    count *= length;
                return count;
            }
        }

        /// <summary>Type of the numbers.</summary>
        public ScalarType dtype
        {
            get
            {
                var type = (ScalarType)Shim.definet_tensor_type(Handle);
                GC.KeepAlive(this);
                return type;
            }
        }

        /// <summary>Where the numbers are.</summary>
        public Device device
        {
            get
            {
                var type = (DeviceType)Shim.definet_tensor_device(Handle, out var index);
                GC.KeepAlive(this);
                return new Device(type, index);
            }
        }

        /// <summary>The bytes of a tensor on the processor; setting them copies as many as there are.</summary>
        /// <exception cref="InvalidOperationException">The tensor is on another device, or its numbers do not stand in a row.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (device.type != DeviceType.CPU)
                    throw new InvalidOperationException($"The numbers of a tensor on {device} cannot be read; copy it with cpu() first.");
                if (Shim.definet_tensor_is_contiguous(Handle) == 0)
                    throw new InvalidOperationException("The numbers of this tensor do not stand in a row; call contiguous() first.");
                Shim.Check(Shim.definet_tensor_data(Handle, out var data));
                return new Span<byte>((void*)data, checked((int)(NumberOfElements * SizeOf(dtype))));
            }

            set
            {
                value.CopyTo(bytes);
                GC.KeepAlive(this);
            }
        }

        /// <summary>Number of numbers.</summary>
        public long numel() => NumberOfElements;

        /// <summary>Length along an axis; a negative one counts from the last.</summary>
        public long size(int dim)
        {
            var lengths = shape;
            return lengths[dim < 0 ? dim + lengths.Length : dim];
        }

        /// <summary>The numbers of a tensor on the processor.</summary>
        /// <exception cref="ArgumentException">The numbers are of another type.</exception>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged
        {
            Check<T>();
            return new Utils.TensorAccessor<T>(this);
        }

        /// <summary>The number of a tensor that has only one.</summary>
        /// <exception cref="ArgumentException">There are more, or they are of another type.</exception>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"item() is for a single number; this tensor has {NumberOfElements}.");
            Check<T>();
            using var here = device.type == DeviceType.CPU ? null : cpu();
            var one = MemoryMarshal.Read<T>((here ?? this).bytes);
            GC.KeepAlive(this);
            return one;
        }

        internal static int SizeOf(ScalarType type) => type switch
        {
            ScalarType.Float64 or ScalarType.Int64 => 8,
            ScalarType.Float32 or ScalarType.Int32 => 4,
            ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
            _ => 1,
        };

        internal static ScalarType TypeOf<T>() where T : unmanaged =>
            typeof(T) == typeof(float) ? ScalarType.Float32
            : typeof(T) == typeof(double) ? ScalarType.Float64
            : typeof(T) == typeof(long) ? ScalarType.Int64
            : typeof(T) == typeof(int) ? ScalarType.Int32
            : typeof(T) == typeof(short) ? ScalarType.Int16
            : typeof(T) == typeof(sbyte) ? ScalarType.Int8
            : typeof(T) == typeof(byte) ? ScalarType.Byte
            : typeof(T) == typeof(bool) ? ScalarType.Bool
            : typeof(T) == typeof(Half) ? ScalarType.Float16
            : throw new ArgumentException($"No tensor holds numbers of the type {typeof(T).Name}.");

        private void Check<T>() where T : unmanaged
        {
            if (TypeOf<T>() != dtype)
                throw new ArgumentException($"The tensor's numbers are {dtype}, not {TypeOf<T>()}; convert it with to_type first.");
        }
    }
}
