using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets.Potentials;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.M3GNet;

/// <summary>Messages along bonds: first to the bonds themselves, then to the atoms at their ends.</summary>
internal sealed class GraphLayer : nn.Module
{
    private readonly Convolution _conv;

    public GraphLayer(int channels, int hidden, int functions) : base(nameof(GraphLayer)) =>
        register_module("conv", _conv = new Convolution(channels, hidden, functions));

    /// <summary>Atoms (atoms, channels) and bonds (bonds, channels) anew.</summary>
    public (Tensor Atoms, Tensor Bonds) Pass(Tensor atoms, Tensor bonds, Tensor radial, PotentialBatch batch)
    {
        var (begin, end) = (atoms.index_select(0, batch.Centre), atoms.index_select(0, batch.Neighbour));
        bonds = bonds + _conv.Edge.call(cat([begin, end, bonds], 1)) * _conv.EdgeFilter.call(radial);
        var messages = _conv.Node.call(cat([begin, end, bonds], 1)) * _conv.NodeFilter.call(radial);
        return (atoms.index_add(0, batch.Neighbour, messages, 1), bonds);
    }

    private sealed class Convolution : nn.Module
    {
        public Convolution(int channels, int hidden, int functions) : base(nameof(Convolution))
        {
            register_module("edge_update_func", Edge = new GatedPerceptron([3 * channels, hidden, hidden, channels]));
            register_module("edge_weight_func", EdgeFilter = new Dense(functions, channels, hasBias: false));
            register_module("node_update_func", Node = new GatedPerceptron([3 * channels, hidden, hidden, channels]));
            register_module("node_weight_func", NodeFilter = new Dense(functions, channels, hasBias: false));
        }

        public GatedPerceptron Edge { get; }

        public Dense EdgeFilter { get; }

        public GatedPerceptron Node { get; }

        public Dense NodeFilter { get; }
    }
}
