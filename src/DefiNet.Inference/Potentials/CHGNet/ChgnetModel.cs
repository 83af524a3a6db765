using System.Collections.Immutable;
using System.Numerics;
using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>A CHGNet potential from the checkpoint that the chgnet package ships.</summary>
/// <remarks>B. Deng et al., Nat. Mach. Intell. 5, 1031 (2023). Energies contain those of the composition model.</remarks>
public sealed class ChgnetModel : IPotentialModel
{
    private const string StatePrefix = "model.state_dict.";
    private const string Landmark = "atom_conv_layers.0.twoBody_atom.mlp_core.layers.0.weight";

    private readonly Checkpoint _checkpoint;
    private readonly string _prefix;
    private readonly ChgnetWeights<float> _weights;

    /// <summary>Takes the weights of a checkpoint.</summary>
    /// <exception cref="CheckpointException">The checkpoint holds another architecture, or arguments that cannot be run.</exception>
    public ChgnetModel(Checkpoint checkpoint, string path)
    {
        (_checkpoint, Path, _prefix) = (checkpoint, path, PrefixOf(checkpoint) ?? StatePrefix);
        Settings = ChgnetSettingsReader.Read(checkpoint);
        var source = new WeightSource(checkpoint, _prefix);
        Parameters = source.Parameters;
        _weights = Arrange(KernelChoice.Best);
        Elements = [.. Enumerable.Range(1, _weights.Elements).Select(number => new Element(number))];
    }

    /// <summary>What the weights leave open.</summary>
    public ChgnetSettings Settings { get; }

    /// <inheritdoc/>
    public string Architecture => "chgnet";

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public string Sha256 => _checkpoint.Sha256;

    /// <inheritdoc/>
    public long Parameters { get; }

    /// <inheritdoc/>
    public double Cutoff => Settings.AtomCutoff;

    /// <inheritdoc/>
    public ImmutableArray<Element> Elements { get; }

    /// <inheritdoc/>
    public bool HasMagneticMoments => true;

    /// <summary>Whether a checkpoint is one of a CHGNet.</summary>
    public static bool Recognises(Checkpoint checkpoint) => PrefixOf(checkpoint) is not null;

    /// <inheritdoc/>
    public PotentialEvaluator CreateEvaluator(int threads = 0) => new ChgnetEvaluator<float>(this, _weights, threads);

    /// <summary>A workspace in another precision or with other kernels.</summary>
    internal PotentialEvaluator CreateEvaluator<T>(PotentialKernels<T> kernels, int threads = 1, long mostTape = 64L << 20)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new ChgnetEvaluator<T>(this, Arrange(kernels), threads) { MostTape = mostTape };

    // The package ships weights and arguments in one file; a state dict saved alone has the usual arguments.
    private static string? PrefixOf(Checkpoint checkpoint) =>
        checkpoint.Tensors.ContainsKey(StatePrefix + Landmark) ? StatePrefix : checkpoint.Tensors.ContainsKey(Landmark) ? "" : null;

    private ChgnetWeights<T> Arrange<T>(PotentialKernels<T> kernels)
        where T : unmanaged => new(kernels, new WeightSource(_checkpoint, _prefix), Settings);
}
