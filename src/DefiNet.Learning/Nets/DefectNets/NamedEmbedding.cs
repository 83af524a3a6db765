using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>A row of channels for each of a number of things, called <c>embeddings</c>.</summary>
internal sealed class NamedEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly Embedding _embeddings;

    public NamedEmbedding(int things, int channels) : base(nameof(NamedEmbedding)) =>
        register_module("embeddings", _embeddings = nn.Embedding(things, channels));

    /// <summary>All rows, (things, channels).</summary>
    public Tensor Rows => _embeddings.weight!;

    public override Tensor forward(Tensor input) => _embeddings.call(input);
}
