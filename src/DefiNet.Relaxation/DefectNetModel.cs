using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Inference;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Models;

namespace DefiNet.Relaxation;

/// <summary>A DefiNet on the processor.</summary>
public sealed class DefectNetModel : IPositionModel
{
    private readonly DefectNet _net;
    private readonly int _threads;

    /// <summary>Wraps a net.</summary>
    /// <param name="net">The net.</param>
    /// <param name="name">Its name.</param>
    /// <param name="elements">Elements it was trained on; empty when that is not known.</param>
    /// <param name="threads">Threads that work on one structure; 0 for all processors.</param>
    public DefectNetModel(DefectNet net, string name, ImmutableArray<Element> elements, int threads = 0) => (_net, Name, Elements, _threads) = (net, name, elements, threads);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Sha256 => _net.Sha256;

    /// <inheritdoc/>
    public ImmutableArray<Element> Elements { get; }

    /// <summary>Loads a model of the library.</summary>
    /// <exception cref="ModelException">The model is of another kind, or its file was changed.</exception>
    public static DefectNetModel Load(ModelEntry entry, int threads = 0) => new(ModelLibrary.LoadDefectNet(entry), entry.Name, entry.Elements, threads);

    /// <inheritdoc/>
    public Vector3[] Predict(Structure withGhosts, ReadOnlySpan<Marker> markers)
    {
        try
        {
            return _net.Predict(withGhosts, markers, _threads);
        }
        catch (InferenceException cause)
        {
            throw new RelaxationException(cause.Message, cause);
        }
    }
}
