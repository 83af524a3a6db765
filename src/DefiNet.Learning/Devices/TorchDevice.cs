using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Models;
using DefiNet.Inference.Potentials;
using DefiNet.Learning.Nets.DefectNets;
using DefiNet.Learning.Nets.DistanceNets;
using DefiNet.Learning.Nets.Potentials;
using DefiNet.Relaxation;
using TorchSharp;
using static TorchSharp.torch;

namespace DefiNet.Learning.Devices;

/// <summary>Runs nets through libtorch, on a GPU or on the processor.</summary>
public sealed class TorchDevice : INetDevice
{
    /// <summary>A GPU.</summary>
    public const string Cuda = NetDevices.Cuda;

    /// <summary>The processor, through libtorch.</summary>
    public const string TorchCpu = NetDevices.TorchCpu;

    private readonly Device _device;
    private readonly int _mostAtoms;

    private TorchDevice(string name, Device device, int mostAtoms) => (Name, _device, _mostAtoms) = (name, device, mostAtoms);

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Opens a device; where that cannot be, null and a sentence that says why and what happens instead.</summary>
    /// <param name="name"><see cref="Cuda"/> or <see cref="TorchCpu"/>.</param>
    /// <param name="instead">The sentence.</param>
    /// <param name="mostAtoms">Most atoms of a batch of several structures; 0 for as many as suit the device.</param>
    public static TorchDevice? TryOpen(string name, out string? instead, int mostAtoms = 0)
    {
        instead = null;
        try
        {
            if (name == TorchCpu)
            {
                _ = get_num_threads(); // loads libtorch
                return new(name, CPU, mostAtoms > 0 ? mostAtoms : 1024);
            }

            if (cuda.is_available())
                return new(name, CUDA, mostAtoms > 0 ? mostAtoms : 16384);
            instead = "There is no CUDA device that this libtorch can use; the nets run on the processor, in managed code.";
        }
        catch (Exception cause) when (cause is DllNotFoundException or TypeInitializationException || cause.GetType().FullName == "DefiNet.Torch.TorchException")
        {
            instead = $"{cause.Message.TrimEnd('.')}; the nets run on the processor, in managed code.";
        }

        return null;
    }

    /// <inheritdoc/>
    public IPositionModel DefectNet(ModelEntry entry)
    {
        using var kept = NewDisposeScope();
        var checkpoint = Identified(entry, ModelArchitecture.DefiNet);
        var net = DefectNetWeightFile.Load(checkpoint, (entry.Settings ?? new()).RadialCutoff).to(_device);
        net.eval();
        return new TorchDefectNet(net, entry, _device, _mostAtoms);
    }

    /// <inheritdoc/>
    public IDistanceModel DistanceNet(ModelEntry entry)
    {
        using var kept = NewDisposeScope();
        var checkpoint = Identified(entry, ModelArchitecture.DeepRelax);
        var settings = entry.DistanceSettings ?? new();
        var net = DistanceNetWeightFile.Load(checkpoint, settings.RadialCutoff).to(_device);
        net.eval();
        return new TorchDistanceNet(net, checkpoint.Sha256, settings, _device, _mostAtoms);
    }

    /// <inheritdoc/>
    public IPotentialModel Potential(ModelEntry entry)
    {
        using var kept = NewDisposeScope();
        var managed = ModelLibrary.LoadPotential(entry);
        var net = PotentialWeightFile.Load(entry.Path).to(_device);
        net.eval();
        return new TorchPotential(net, managed, _device, _mostAtoms);
    }

    private static Checkpoint Identified(ModelEntry entry, string architecture)
    {
        if (entry.Architecture != architecture)
            throw new ModelException($"The model '{entry.Name}' is a {entry.Architecture}; a {architecture} is needed.");
        var checkpoint = Checkpoint.Load(entry.Path);
        ModelLibrary.CheckIdentity(entry, checkpoint.Sha256);
        return checkpoint;
    }
}
