namespace DefiNet.Inference.Checkpoints;

/// <summary>What a name in a checkpoint stands for.</summary>
internal enum PickleGlobalKind
{
    /// <summary>A dictionary that keeps its order.</summary>
    OrderedDictionary,

    /// <summary>A tensor: storage, offset, shape, strides.</summary>
    RebuildTensor,

    /// <summary>A tensor that was trained: the tensor, and flags that do not matter here.</summary>
    RebuildParameter,

    /// <summary>A shape.</summary>
    Size,

    /// <summary>Numbers of one type.</summary>
    Storage,
}
