using DefiNet.Torch.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Whether gradients flow to it.</summary>
        public bool requires_grad
        {
            get
            {
                var wanted = Shim.definet_tensor_requires_grad(Handle) != 0;
                GC.KeepAlive(this);
                return wanted;
            }

            set
            {
                Shim.Check(Shim.definet_tensor_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        /// <summary>Whether it was made by hand, not by an operator on tensors with gradients.</summary>
        public bool is_leaf
        {
            get
            {
                var leaf = Shim.definet_tensor_is_leaf(Handle) != 0;
                GC.KeepAlive(this);
                return leaf;
            }
        }

        /// <summary>The gradient that backward() left; null before.</summary>
        public Tensor? grad
        {
            get
            {
                Shim.Check(Shim.definet_tensor_grad(Handle, out var found));
                GC.KeepAlive(this);
                return found == 0 ? null : new Tensor(found);
            }

            set
            {
                Shim.Check(Shim.definet_tensor_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        /// <summary>Says whether gradients flow to it, and returns it.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Says whether gradients flow to it, and returns it.</summary>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The same numbers without a history.</summary>
        public Tensor detach() => Operators.Detach.Call(this);

        /// <summary>Adds the gradient of this number to <c>grad</c> of all that it came from.</summary>
        public unsafe void backward()
        {
            var output = Handle;
            nint seed = 0;
            Shim.Check(Shim.definet_backward(&output, &seed, 1, 0, 0));
            GC.KeepAlive(this);
        }
    }
}
