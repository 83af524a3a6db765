using DefiNet.Torch.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Numbers in an array of any number of axes, on the processor or a GPU, with or without gradients.</summary>
    public partial class Tensor : IDisposable
    {
        private const int MaxAxes = 32;

        private nint _handle;

        internal Tensor(nint handle)
        {
            _handle = handle;
            DisposeScope.Current?.Attach(this);
        }

        /// <summary>Frees a tensor that nobody freed.</summary>
        ~Tensor() => Dispose(false);

        internal DisposeScope? Scope { get; set; }

        internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Tensor), "The tensor was freed; move it out of its scope to keep it.");

        /// <summary>Whether it was freed.</summary>
        public bool IsInvalid => _handle == 0;

        /// <summary>Frees it.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Frees it; <paramref name="disposing"/> says whether on purpose or by the collector.</summary>
        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
                Shim.definet_tensor_free(handle);
            if (disposing)
                Scope?.Forget(this);
            Scope = null;
        }

        /// <summary>Hands it over to the scope around the one that holds it.</summary>
        public Tensor MoveToOuterDisposeScope() => Scope?.MoveToOuter(this) ?? this;

        /// <summary>Takes it out of all scopes: the caller disposes of it.</summary>
        public Tensor DetachFromDisposeScope() => Scope?.Detach(this) ?? this;

        /// <summary>Another handle to the same numbers.</summary>
        public Tensor alias()
        {
            Shim.Check(Shim.definet_tensor_share(Handle, out var shared));
            GC.KeepAlive(this);
            return new Tensor(shared);
        }

        // Takes over another tensor's place in memory, gradients and all, on a device or in a type.
        internal void Become(Device? device, ScalarType? dtype)
        {
            var fractions = this.dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
            var type = fractions && dtype is { } wanted ? wanted : this.dtype;
            var trained = requires_grad;
            using var detached = detach();
            var moved = detached.to(type, device ?? this.device);
            if (ReferenceEquals(moved, detached))
                return;
            moved.Scope?.Forget(moved);
            (var before, _handle) = (_handle, moved._handle);
            moved._handle = before;
            moved.Dispose();
            requires_grad = trained;
        }

        /// <summary>Type, shape and device.</summary>
        public override string ToString() => _handle == 0 ? "a freed tensor" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";
    }
}
