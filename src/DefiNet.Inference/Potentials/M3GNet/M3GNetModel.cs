using System.Collections.Immutable;
using System.Numerics;
using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>An M3GNet potential as matgl publishes it: a folder with <c>model.json</c> and <c>state.pt</c>.</summary>
/// <remarks>C. Chen, S. P. Ong, Nat. Comput. Sci. 2, 718 (2022). Energies contain the reference energies of the elements.</remarks>
public sealed class M3GNetModel : IPotentialModel
{
    private readonly Checkpoint _checkpoint;
    private readonly Lazy<M3GNetWeights<float>> _weights;

    /// <summary>Takes settings and weights.</summary>
    /// <exception cref="CheckpointException">The weights do not fit the settings.</exception>
    public M3GNetModel(Checkpoint checkpoint, M3GNetSettings settings, string path)
    {
        (_checkpoint, Settings, Path) = (checkpoint, settings, path);
        var source = new WeightSource(checkpoint, "");
        Parameters = source.Parameters;
        if (settings.Elements.IsEmpty)
            throw source.Bad("there are no elements in model.json; it must list those of the embedding");
        if (settings.AngularMomenta is < 1 or > 3 || settings.RadialFunctions < 1 || settings.BodyFunctions > PotentialKernels<float>.BodyLanes)
            throw source.Bad($"the net has {settings.RadialFunctions} radial functions for each of {settings.AngularMomenta} angular momenta; up to {PotentialKernels<float>.BodyLanes} together and 3 angular momenta can be run");
        if (!(settings.Cutoff is >= 1 and <= 20) || !(settings.ThreeBodyCutoff > 0 && settings.ThreeBodyCutoff <= settings.Cutoff))
            throw source.Bad($"the cutoffs are {settings.Cutoff:g4} Å and {settings.ThreeBodyCutoff:g4} Å; the first must be between 1 and 20, the second no larger");
        _weights = new(() => Arrange(KernelChoice.Best));
        _ = _weights.Value;
    }

    /// <summary>What the weights leave open.</summary>
    public M3GNetSettings Settings { get; }

    /// <inheritdoc/>
    public string Architecture => "m3gnet";

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public string Sha256 => _checkpoint.Sha256;

    /// <inheritdoc/>
    public long Parameters { get; }

    /// <inheritdoc/>
    public double Cutoff => Settings.Cutoff;

    /// <inheritdoc/>
    public ImmutableArray<Element> Elements => Settings.Elements;

    /// <inheritdoc/>
    public bool HasMagneticMoments => false;

    /// <inheritdoc/>
    public PotentialEvaluator CreateEvaluator(int threads = 0) => new M3GNetEvaluator<float>(this, _weights.Value, threads);

    /// <summary>A workspace in another precision or with other kernels.</summary>
    internal PotentialEvaluator CreateEvaluator<T>(PotentialKernels<T> kernels, int threads = 1, long mostTape = 64L << 20)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new M3GNetEvaluator<T>(this, Arrange(kernels), threads) { MostTape = mostTape };

    private M3GNetWeights<T> Arrange<T>(PotentialKernels<T> kernels)
        where T : unmanaged => new(kernels, new WeightSource(_checkpoint, ""), Settings);
}
