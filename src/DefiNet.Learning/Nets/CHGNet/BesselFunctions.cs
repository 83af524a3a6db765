using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.CHGNet;

/// <summary>√(2/r_c)·sin(ω_k r / r_c)/r under a polynomial that ends at the cutoff; the frequencies ω_k are learned. Lengths (rows) to (rows, functions).</summary>
/// <remarks>B. Deng et al., Nat. Mach. Intell. 5, 1031 (2023), eqs. 1 and 2 of the methods; polynomial of J. Gasteiger et al., arXiv:2003.03123, eq. 8.</remarks>
internal sealed class BesselFunctions : nn.Module<Tensor, Tensor>
{
    private readonly double _cutoff;
    private readonly int _power;
    private readonly Parameter _frequencies;

    public BesselFunctions(int functions, double cutoff, int power) : base(nameof(BesselFunctions))
    {
        (_cutoff, _power) = (cutoff, power);
        register_parameter("frequencies", _frequencies = nn.Parameter(arange(1, functions + 1, 1, ScalarType.Float32) * Math.PI));
    }

    public override Tensor forward(Tensor input)
    {
        var x = input / _cutoff;
        double p = _power;
        var falling = x.pow(_power) * (x * (x * (-p * (p + 1) / 2) + p * (p + 2)) - (p + 1) * (p + 2) / 2) + 1;
        var envelope = where(x < 1, falling, zeros_like(falling)) * Math.Sqrt(2 / _cutoff) / input;
        return (x.unsqueeze(1) * _frequencies.to(input.dtype)).sin() * envelope.unsqueeze(1);
    }
}
