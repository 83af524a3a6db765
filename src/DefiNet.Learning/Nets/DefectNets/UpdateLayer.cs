using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>What a node makes of what it heard.</summary>
internal sealed class UpdateLayer : nn.Module
{
    private const double NormFloor = 1e-8;

    private readonly int _channels;
    private readonly Dense _vector;
    private readonly Sequential _gates;
    private readonly VectorActivation _activation;

    public UpdateLayer(int channels) : base(nameof(UpdateLayer))
    {
        _channels = channels;
        register_module("vec_proj", _vector = new Dense(channels, 2 * channels, hasBias: false));
        register_module("xvec_proj", _gates = nn.Sequential(new Dense(2 * channels, channels), new ScaledSiLU(), new Dense(channels, 3 * channels)));
        register_module("vec_activation", _activation = new VectorActivation(channels));
    }

    /// <summary>Scalars (nodes, channels) and vectors (nodes, 3, channels) anew.</summary>
    public (Tensor Scalars, Tensor Vectors) Update(Tensor x, Tensor vectors)
    {
        var both = _vector.call(vectors).split(_channels, 2);
        var norms = (both[1].square().sum(1) + NormFloor).sqrt();
        var gates = _gates.call(cat([x, norms], 1)).split(_channels, 1);
        var scalars = (x + gates[1] * (1 / Math.Sqrt(2)) + x * gates[2].tanh()) * (1 / Math.Sqrt(2));
        return (scalars, vectors + _activation.call(both[0] * gates[0].unsqueeze(1)));
    }
}
