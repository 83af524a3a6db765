namespace DefiNet.Inference.Checkpoints;

/// <summary>A name of Python's that a checkpoint may mention. It stands for data: nothing is imported or called.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Storage">Number type of a storage class.</param>
internal sealed record PickleGlobal(PickleGlobalKind Kind, ElementType Storage = default)
{
    private static readonly Dictionary<string, PickleGlobal> Allowed = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = new(PickleGlobalKind.OrderedDictionary),
        ["torch._utils._rebuild_tensor_v2"] = new(PickleGlobalKind.RebuildTensor),
        ["torch._utils._rebuild_parameter"] = new(PickleGlobalKind.RebuildParameter),
        ["torch.Size"] = new(PickleGlobalKind.Size),
        ["torch.FloatStorage"] = new(PickleGlobalKind.Storage, ElementType.Float32),
        ["torch.DoubleStorage"] = new(PickleGlobalKind.Storage, ElementType.Float64),
        ["torch.HalfStorage"] = new(PickleGlobalKind.Storage, ElementType.Float16),
        ["torch.BFloat16Storage"] = new(PickleGlobalKind.Storage, ElementType.BFloat16),
        ["torch.LongStorage"] = new(PickleGlobalKind.Storage, ElementType.Int64),
        ["torch.IntStorage"] = new(PickleGlobalKind.Storage, ElementType.Int32),
        ["torch.ShortStorage"] = new(PickleGlobalKind.Storage, ElementType.Int16),
        ["torch.CharStorage"] = new(PickleGlobalKind.Storage, ElementType.Int8),
        ["torch.ByteStorage"] = new(PickleGlobalKind.Storage, ElementType.UInt8),
        ["torch.BoolStorage"] = new(PickleGlobalKind.Storage, ElementType.Bool),
    };

    /// <summary>Looks a name up in the list of those allowed.</summary>
    public static PickleGlobal? Find(string module, string name) => Allowed.GetValueOrDefault($"{module}.{name}");
}
