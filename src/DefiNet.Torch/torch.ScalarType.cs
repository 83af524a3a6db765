namespace TorchSharp;

/// <summary>PyTorch's functions by their names, over libtorch.</summary>
/// <remarks>The subset of TorchSharp's API that DefiNet uses: the same names, arguments and semantics. TorchSharp: github.com/dotnet/TorchSharp.</remarks>
public static partial class torch
{
    /// <summary>Types of the numbers of a tensor; the numbers are libtorch's.</summary>
    public enum ScalarType
    {
        /// <summary>Unsigned, 8 bits.</summary>
        Byte = 0,

        /// <summary>Signed, 8 bits.</summary>
        Int8 = 1,

        /// <summary>Signed, 16 bits.</summary>
        Int16 = 2,

        /// <summary>Signed, 32 bits.</summary>
        Int32 = 3,

        /// <summary>Signed, 64 bits.</summary>
        Int64 = 4,

        /// <summary>Half precision.</summary>
        Float16 = 5,

        /// <summary>Single precision.</summary>
        Float32 = 6,

        /// <summary>Double precision.</summary>
        Float64 = 7,

        /// <summary>Yes or no.</summary>
        Bool = 11,

        /// <summary>Single precision with the mantissa cut to 7 bits.</summary>
        BFloat16 = 15,
    }

    /// <summary>Single precision.</summary>
    public static readonly ScalarType float32 = ScalarType.Float32;

    /// <summary>Double precision.</summary>
    public static readonly ScalarType float64 = ScalarType.Float64;

    /// <summary>Half precision.</summary>
    public static readonly ScalarType float16 = ScalarType.Float16;

    /// <summary>Single precision with the mantissa cut to 7 bits.</summary>
    public static readonly ScalarType bfloat16 = ScalarType.BFloat16;

    /// <summary>Signed, 64 bits.</summary>
    public static readonly ScalarType int64 = ScalarType.Int64;

    /// <summary>Yes or no.</summary>
    public static readonly ScalarType @bool = ScalarType.Bool;
}
