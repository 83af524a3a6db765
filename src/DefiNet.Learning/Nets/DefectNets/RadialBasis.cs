using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>Gaussians at equal distances from 0 to the radial cutoff, times a polynomial envelope: distances (edges) to (edges, functions).</summary>
/// <remarks>Schütt et al., NIPS 2017 (Gaussians); Gasteiger et al., ICLR 2020, eq. 8 (envelope, p = 5).</remarks>
internal sealed class RadialBasis : nn.Module<Tensor, Tensor>
{
    private readonly double _cutoff;
    private readonly double _sharpness;
    private readonly Gaussians _rbf;

    public RadialBasis(int functions, double cutoff) : base(nameof(RadialBasis))
    {
        _cutoff = cutoff;
        _sharpness = -0.5 * (functions - 1.0) * (functions - 1.0);
        register_module("rbf", _rbf = new Gaussians(functions));
    }

    public override Tensor forward(Tensor input)
    {
        var d = input / _cutoff;
        var fifth = d.pow(5);
        var envelope = (d * (d * -15.0 + 35.0) - 21.0) * fifth + 1.0;
        var within = where(d < 1.0, envelope, zeros_like(envelope));
        return (d.unsqueeze(1) - _rbf.Offset).square().mul(_sharpness).exp() * within.unsqueeze(1);
    }

    private sealed class Gaussians : nn.Module<Tensor, Tensor>
    {
        public Gaussians(int functions) : base(nameof(Gaussians))
        {
            var offset = new float[functions];
            for (var index = 0; index < functions; index++)
                offset[index] = (float)(index / (functions - 1.0));
            register_buffer("offset", tensor(offset));
        }

        public Tensor Offset => buffers().First();

        public override Tensor forward(Tensor input) => input.unsqueeze(-1) - Offset;
    }
}
