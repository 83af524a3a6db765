using DefiNet.Torch.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Every number set to one.</summary>
        public Tensor fill_(Scalar value) => Operators.FillInPlace.In(this, value);

        /// <summary>Every number set to 0.</summary>
        public Tensor zero_() => Operators.ZeroInPlace.In(this);

        /// <summary>Takes over the numbers of another tensor.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false) => Operators.Copy.In(this, source, nonBlocking);

        /// <summary>Random numbers between two bounds, equally likely.</summary>
        public Tensor uniform_(double from, double to) => Operators.UniformInPlace.In(this, from, to);

        /// <summary>Random numbers of a normal distribution.</summary>
        public Tensor normal_(double mean = 0.0, double std = 1.0) => Operators.NormalInPlace.In(this, mean, std);

        /// <summary>The numbers in another type; the tensor itself when it has it.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => After(disposeAfter, dtype == type && !copy ? this : Operators.ToType.Call(this, type, non_blocking, copy));

        /// <summary>The numbers in another type; the tensor itself when it has it.</summary>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to_type(type, copy, disposeAfter, non_blocking);

        /// <summary>The numbers on another device; the tensor itself when they are there.</summary>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => After(disposeAfter, IsOn(device) && !copy ? this : Operators.ToDevice.Call(this, device, dtype, non_blocking, copy));

        /// <summary>The numbers in another type on another device; the tensor itself when it fits.</summary>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => After(disposeAfter, dtype == type && IsOn(device) && !copy ? this : Operators.ToDevice.Call(this, device, type, non_blocking, copy));

        /// <summary>The numbers on the processor.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>The numbers on a GPU.</summary>
        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        private bool IsOn(Device wanted)
        {
            var here = device;
            return here.type == wanted.type && (wanted.type == DeviceType.CPU || wanted.index < 0 || wanted.index == here.index);
        }

        private Tensor After(bool disposeAfter, Tensor result)
        {
            if (disposeAfter && !ReferenceEquals(result, this))
                Dispose();
            return result;
        }
    }
}
