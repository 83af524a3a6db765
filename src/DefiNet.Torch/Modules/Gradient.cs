namespace TorchSharp.Modules;

/// <summary>The gradient of a parameter.</summary>
internal static class Gradient
{
    /// <summary>Takes it away, or sets it to 0.</summary>
    public static void Clear(Parameter parameter, bool remove)
    {
        if (remove)
        {
            parameter.grad = null;
            return;
        }

        using var quiet = torch.no_grad();
        using var gradient = parameter.grad;
        gradient?.zero_();
    }
}
