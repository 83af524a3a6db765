using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Models;
using DefiNet.Inference.Potentials;

namespace DefiNet.Relaxation;

/// <summary>Where nets run, other than in managed code on the processor. What it makes is safe to use from several threads: what they ask at a time goes to the device together.</summary>
public interface INetDevice
{
    /// <summary>Its name on the command line, such as <c>cuda</c>.</summary>
    string Name { get; }

    /// <summary>Loads a DefiNet.</summary>
    /// <exception cref="ModelException">The model is of another kind, or its file was changed.</exception>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    IPositionModel DefectNet(ModelEntry entry);

    /// <summary>Loads a DeepRelax.</summary>
    /// <exception cref="ModelException">The model is of another kind, or its file was changed.</exception>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    IDistanceModel DistanceNet(ModelEntry entry);

    /// <summary>Loads a potential.</summary>
    /// <exception cref="ModelException">The model is of another kind, or its file was changed.</exception>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    IPotentialModel Potential(ModelEntry entry);
}
