using System.Runtime.InteropServices;

namespace DefiNet.Torch.Native;

/// <summary>An argument or a result as the shim sees it; the layout stands in shim/shim.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    /// <summary>What it is.</summary>
    public ValueKind Kind;

    /// <summary>Elements of a list.</summary>
    public int Count;

    /// <summary>A number, the bits of a double, or a pointer.</summary>
    public long Payload;
}
