namespace DefiNet.Inference.Kernels;

/// <summary>Versions of the matrix product.</summary>
internal enum GemmWidth
{
    /// <summary>One float after the other, on any processor.</summary>
    Plain,

    /// <summary>Vectors of 128 bits, as NEON has them.</summary>
    Quarter,

    /// <summary>Vectors of 256 bits.</summary>
    Narrow,

    /// <summary>Vectors of 512 bits.</summary>
    Wide,
}
