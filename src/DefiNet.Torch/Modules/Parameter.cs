using DefiNet.Torch.Native;

namespace TorchSharp.Modules;

/// <summary>A tensor that is trained. It belongs to no scope.</summary>
public class Parameter : torch.Tensor
{
    /// <summary>Makes one of a tensor's numbers.</summary>
    public Parameter(torch.Tensor data, bool requires_grad = true) : base(Share(data))
    {
        DetachFromDisposeScope();
        this.requires_grad = requires_grad;
    }

    private static nint Share(torch.Tensor data)
    {
        Shim.Check(Shim.definet_tensor_share(data.Handle, out var shared));
        GC.KeepAlive(data);
        return shared;
    }
}
