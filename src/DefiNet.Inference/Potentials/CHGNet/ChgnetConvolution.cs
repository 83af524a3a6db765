using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>A gated, normalised perceptron over joined features, in parts: its first layer is applied to each kind of feature where that is stored.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ChgnetConvolution<T>
    where T : unmanaged
{
    /// <summary>Arranges the tensors below <paramref name="name"/>.</summary>
    /// <param name="kernels">The kernels to arrange for.</param>
    /// <param name="source">The tensors.</param>
    /// <param name="name">Name of the convolution.</param>
    /// <param name="perceptron">Name of its perceptron.</param>
    /// <param name="channels">Channels of every kind of feature.</param>
    /// <param name="parts">Kinds of features that are joined.</param>
    /// <param name="biased">Which part carries the biases of the first layer.</param>
    public ChgnetConvolution(PotentialKernels<T> kernels, WeightSource source, string name, string perceptron, int channels, int parts, int biased)
    {
        var two = $"{name}.{perceptron}";
        var deep = source.Has($"{two}.mlp_core.layers.3.weight");
        var first = deep ? 0 : 1;
        Hidden = source.Size($"{two}.mlp_core.layers.{first}.weight", 0);
        if (Hidden % 16 != 0 || Hidden is 0 or > 1024 || (!deep && Hidden != channels))
            throw source.Bad($"'{two}' has {Hidden} hidden channels; a multiple of 16 up to 1024 can be run");
        var joined = First("mlp_core").Above(First("mlp_gate"));
        Parts = new Matrix[parts];
        for (var part = 0; part < parts; part++)
            Parts[part] = joined.Columns(part * channels, channels);
        Bias = [.. source.Take($"{two}.mlp_core.layers.{first}.bias", Hidden), .. source.Take($"{two}.mlp_gate.layers.{first}.bias", Hidden)];
        Biased = biased;
        if (deep)
            Second = new GatedLayer<T>(kernels,
                new Matrix(source.Take($"{two}.mlp_core.layers.3.weight", channels, Hidden), channels, Hidden), source.Take($"{two}.mlp_core.layers.3.bias", channels),
                new Matrix(source.Take($"{two}.mlp_gate.layers.3.weight", channels, Hidden), channels, Hidden), source.Take($"{two}.mlp_gate.layers.3.bias", channels));
        (CoreScale, CoreShift) = (source.Take($"{two}.bn1.weight", channels), source.Take($"{two}.bn1.bias", channels));
        (GateScale, GateShift) = (source.Take($"{two}.bn2.weight", channels), source.Take($"{two}.bn2.bias", channels));
        if (source.Has($"{name}.mlp_out.layers.1.bias"))
            throw source.Bad($"'{name}' adds a bias to its output, as CHGNet 0.2.0 does; take version 0.3.0 or later");
        if (source.Has($"{name}.mlp_out.layers.1.weight"))
        {
            var output = new Matrix(source.Take($"{name}.mlp_out.layers.1.weight", channels, channels), channels, channels);
            Out = kernels.Linear(output.Numbers, channels, channels, []);
            OutReverse = kernels.Linear(output.Transposed().Numbers, channels, channels, []);
        }

        Matrix First(string gate) => new(source.Take($"{two}.{gate}.layers.{first}.weight", Hidden, parts * channels), Hidden, parts * channels);
    }

    /// <summary>Hidden channels of core or gate.</summary>
    public int Hidden { get; }

    /// <summary>The first layer by kind of feature, core above gate.</summary>
    public Matrix[] Parts { get; }

    /// <summary>Biases of the first layer.</summary>
    public float[] Bias { get; }

    /// <summary>The kind of feature whose part carries the biases.</summary>
    public int Biased { get; }

    /// <summary>Second layer; null where the first is the last.</summary>
    public GatedLayer<T>? Second { get; }

    /// <summary>Scale of the normalised core.</summary>
    public float[] CoreScale { get; }

    /// <summary>Shift of the normalised core.</summary>
    public float[] CoreShift { get; }

    /// <summary>Scale of the normalised gate.</summary>
    public float[] GateScale { get; }

    /// <summary>Shift of the normalised gate.</summary>
    public float[] GateShift { get; }

    /// <summary>Applied to summed messages; null where messages are not summed.</summary>
    public Linear<T>? Out { get; }

    /// <summary>Gradient of <see cref="Out"/>.</summary>
    public Linear<T>? OutReverse { get; }

    /// <summary>The biases where a part carries them, else zeros.</summary>
    public float[] BiasOf(int part) => part == Biased ? Bias : new float[Bias.Length];
}
