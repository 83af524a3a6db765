namespace DefiNet.Learning.Gradients;

/// <summary>The layers that open an atom's gates from its scalars and the lengths of its vectors.</summary>
/// <param name="Vector">Vectors to both halves: (2h, h).</param>
/// <param name="First">Scalars and lengths, first layer: (h, 2h).</param>
/// <param name="Second">Second layer: (3h, h).</param>
internal sealed record GateLayers(TrainedLinear Vector, TrainedLinear First, TrainedLinear Second);
