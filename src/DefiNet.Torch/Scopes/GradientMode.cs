using DefiNet.Torch.Native;

namespace DefiNet.Torch.Scopes;

/// <summary>Sets on this thread whether gradients are recorded, until it is disposed of.</summary>
internal sealed class GradientMode : IDisposable
{
    private readonly bool _before = IsEnabled;
    private bool _disposed;

    /// <summary>Sets it.</summary>
    public GradientMode(bool enabled) => Shim.definet_set_grad_mode(enabled ? 1 : 0);

    /// <summary>Whether gradients are recorded on this thread.</summary>
    public static bool IsEnabled => Shim.definet_grad_mode() != 0;

    /// <summary>Sets it back.</summary>
    public void Dispose()
    {
        if (!_disposed)
            Shim.definet_set_grad_mode(_before ? 1 : 0);
        _disposed = true;
    }
}
