using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.CHGNet;

/// <summary>What an angle learns of its bonds and its atom.</summary>
internal sealed class AngleUpdate : nn.Module
{
    private readonly NormalisedGate _change;

    public AngleUpdate(int channels) : base(nameof(AngleUpdate)) => register_module("twoBody_bond", _change = new NormalisedGate([4 * channels, channels]));

    /// <summary>Angles (angles, channels) anew.</summary>
    public Tensor Pass(Tensor atoms, Tensor bonds, Tensor angles, AngleEnds ends) => angles + _change.call(ends.Join(atoms, bonds, angles));
}
