using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>A turn of vectors, (nodes, 3, channels): those that point against a learned direction are brought half the way towards it.</summary>
internal sealed class VectorActivation : nn.Module<Tensor, Tensor>
{
    private readonly Dense _vector;
    private readonly Dense _direction;

    public VectorActivation(int channels) : base(nameof(VectorActivation))
    {
        register_module("lin_vec", _vector = new Dense(channels, channels, hasBias: false));
        register_module("lin_gvec", _direction = new Dense(channels, 1, hasBias: false));
    }

    public override Tensor forward(Tensor input)
    {
        var vector = _vector.call(input);
        var direction = _direction.call(input);
        var along = (vector * direction).sum(1, keepdim: true);
        return where(along >= 0.0, vector, (vector + direction) * 0.5);
    }
}
