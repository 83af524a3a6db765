namespace DefiNet.Torch.Native;

/// <summary>What an argument or a result of an operator is. The same numbers stand in shim/shim.h.</summary>
internal enum ValueKind
{
    /// <summary>Left out.</summary>
    None = 0,

    /// <summary>A tensor, or none.</summary>
    Tensor = 1,

    /// <summary>An integer, or an enumeration's number.</summary>
    Integer = 2,

    /// <summary>A double.</summary>
    Real = 3,

    /// <summary>Yes or no.</summary>
    Boolean = 4,

    /// <summary>A list of integers.</summary>
    Integers = 5,

    /// <summary>A list of tensors.</summary>
    Tensors = 6,

    /// <summary>A list of tensors of which some are none.</summary>
    OptionalTensors = 7,

    /// <summary>Text.</summary>
    Text = 8,

    /// <summary>A device's name.</summary>
    Device = 9,
}
