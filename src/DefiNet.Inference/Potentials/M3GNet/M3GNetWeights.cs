using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>The weights of an M3GNet, arranged for the kernels of one precision.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class M3GNetWeights<T>
    where T : unmanaged
{
    private const int MostWidth = 1024;

    /// <summary>Arranges the tensors of a matgl state dict.</summary>
    public M3GNetWeights(PotentialKernels<T> kernels, WeightSource source, M3GNetSettings settings)
    {
        Kernels = kernels;
        Settings = settings;
        var types = settings.Elements.Length;
        Channels = source.Size("model.embedding.layer_node_embedding.weight", 1);
        if (Channels % 16 != 0 || Channels is 0 or > MostWidth)
            throw source.Bad($"the net has {Channels} channels; a multiple of 16 up to {MostWidth} can be run");
        Embedding = source.Take("model.embedding.layer_node_embedding.weight", types, Channels);
        var edge = new Matrix(source.Take("model.embedding.layer_edge_embedding.layers.0.weight", Channels, settings.BondFunctions), Channels, settings.BondFunctions);
        EdgeEmbedding = kernels.Linear(edge.Numbers, edge.Outputs, edge.Inputs, source.Take("model.embedding.layer_edge_embedding.layers.0.bias", Channels));
        EdgeEmbeddingSlope = kernels.Linear(edge.Numbers, edge.Outputs, edge.Inputs, []);

        var blocks = new List<M3GNetBlock<T>>();
        while (source.Has($"model.graph_layers.{blocks.Count}.conv.edge_update_func.layers.0.weight"))
            blocks.Add(new M3GNetBlock<T>(kernels, source, settings, blocks.Count, Channels));
        if (blocks.Count == 0)
            throw source.Bad("there is no 'model.graph_layers.0'; the file holds another architecture");
        Blocks = [.. blocks];
        Hidden = Blocks[0].Hidden;
        if (Blocks.Any(block => block.Hidden != Hidden))
            throw source.Bad("the graph layers have different widths; all must be alike");

        var readout = new List<GatedLayer<T>>();
        for (var (layer, inputs) = (0, Channels); source.Has($"model.final_layer.gated.layers.{2 * layer}.weight"); layer++)
        {
            var outputs = source.Size($"model.final_layer.gated.layers.{2 * layer}.weight", 0);
            readout.Add(Gated(kernels, source, "model.final_layer.gated", 2 * layer, inputs, outputs));
            inputs = outputs;
        }

        if (readout.Count < 2 || readout[^1].Outputs != 1 || readout.Any(layer => layer.Outputs > MostWidth))
            throw source.Bad("the layers of 'model.final_layer' do not lead to one energy per atom; only extensive M3GNet potentials can be run");
        Readout = [.. readout];
        Mean = source.Has("data_mean") ? source.Take("data_mean")[0] : 0;
        Deviation = source.Has("data_std") ? source.Take("data_std")[0] : 1;
        References = source.Has("element_refs.property_offset") ? source.Take("element_refs.property_offset", types) : new float[types];
    }

    /// <summary>The kernels that the weights are arranged for.</summary>
    public PotentialKernels<T> Kernels { get; }

    /// <summary>What the weights leave open.</summary>
    public M3GNetSettings Settings { get; }

    /// <summary>Channels of atoms and bonds.</summary>
    public int Channels { get; }

    /// <summary>Hidden channels of the gated perceptrons.</summary>
    public int Hidden { get; }

    /// <summary>Features of each element, (elements, channels).</summary>
    public float[] Embedding { get; }

    /// <summary>From radial functions to bond features.</summary>
    public Linear<T> EdgeEmbedding { get; }

    /// <summary>The same without bias, for derivatives.</summary>
    public Linear<T> EdgeEmbeddingSlope { get; }

    /// <summary>Graph layers, each with its three-body layer.</summary>
    public M3GNetBlock<T>[] Blocks { get; }

    /// <summary>The gated perceptron from atom features to energies.</summary>
    public GatedLayer<T>[] Readout { get; }

    /// <summary>Added to the net's energy, in eV.</summary>
    public double Mean { get; }

    /// <summary>Unit of the net's energy in eV.</summary>
    public double Deviation { get; }

    /// <summary>Energy of an atom of each element in eV.</summary>
    public float[] References { get; }

    /// <summary>A layer of matgl's gated perceptrons.</summary>
    public static GatedLayer<T> Gated(PotentialKernels<T> kernels, WeightSource source, string name, int layer, int inputs, int outputs) => new(kernels,
        new Matrix(source.Take($"{name}.layers.{layer}.weight", outputs, inputs), outputs, inputs), source.Take($"{name}.layers.{layer}.bias", outputs),
        new Matrix(source.Take($"{name}.gates.{layer}.weight", outputs, inputs), outputs, inputs), source.Take($"{name}.gates.{layer}.bias", outputs));
}
