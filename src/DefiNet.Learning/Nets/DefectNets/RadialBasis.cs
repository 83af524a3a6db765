using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>Gaussians at equal distances from 0 to the radial cutoff, times a polynomial envelope: distances (edges) to (edges, functions).</summary>
/// <remarks>Schütt et al., NIPS 2017 (Gaussians); Gasteiger et al., ICLR 2020, eq. 8 (envelope, p = 5).</remarks>
internal sealed class RadialBasis : nn.Module<Tensor, Tensor>
{
    private readonly double _cutoff;
    private readonly int _functions;
    private readonly Gaussians _rbf;

    public RadialBasis(int functions, double cutoff) : base(nameof(RadialBasis))
    {
        (_cutoff, _functions) = (cutoff, functions);
        register_module("rbf", _rbf = new Gaussians(functions));
    }

    // The distance from each Gaussian's middle is split into a whole number of spacings and a rest, so that no digits are lost between large numbers.
    public override Tensor forward(Tensor input)
    {
        var type = _rbf.Offset.dtype;
        var d = input / _cutoff;
        var fifth = d.pow(5);
        var envelope = (d * (d * -15.0 + 35.0) - 21.0) * fifth + 1.0;
        var within = where(d < 1.0, envelope, zeros_like(envelope)).to_type(type);
        var at = d * (_functions - 1.0);
        var whole = at.detach().to_type(ScalarType.Int64).to_type(at.dtype);
        var spacings = whole.to_type(type).unsqueeze(1) - arange(_functions, type, d.device);
        return (spacings + (at - whole).to_type(type).unsqueeze(1)).square().mul(-0.5).exp() * within.unsqueeze(1);
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
