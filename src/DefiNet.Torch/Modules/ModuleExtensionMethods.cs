namespace TorchSharp;

/// <summary>Moving nets between devices and types.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Moves it to a device.</summary>
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(device, null);
        return module;
    }

    /// <summary>Converts its numbers.</summary>
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(null, type);
        return module;
    }
}
