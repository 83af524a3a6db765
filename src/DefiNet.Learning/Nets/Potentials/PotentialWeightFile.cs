using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Potentials;
using DefiNet.Learning.Nets.CHGNet;
using DefiNet.Learning.Nets.M3GNet;

namespace DefiNet.Learning.Nets.Potentials;

/// <summary>Potentials from the files that their makers publish, and into such files; the architecture is recognised from what they hold.</summary>
public static class PotentialWeightFile
{
    /// <summary>Makes the net of a matgl folder, or of a checkpoint of CHGNet.</summary>
    /// <exception cref="CheckpointException">The file is damaged or asks for more than data.</exception>
    /// <exception cref="LearningException">The weights are not those of a potential.</exception>
    public static PotentialModule Load(string path) => PotentialLoader.IsFolder(PotentialLoader.RootOf(path)) ? M3GNetWeightFile.Load(path) : ChgnetWeightFile.Load(path);

    /// <summary>Writes an M3GNet as a folder, and a CHGNet as a file of safetensors.</summary>
    public static void Save(PotentialModule net, string path)
    {
        switch (net)
        {
            case M3GNetModule m3gnet:
                M3GNetWeightFile.Save(m3gnet, path);
                break;
            case ChgnetModule chgnet:
                ChgnetWeightFile.Save(chgnet, path);
                break;
            default:
                throw new LearningException($"There is no layout for the weights of a {net.Architecture}; M3GNet and CHGNet have one.");
        }
    }
}
