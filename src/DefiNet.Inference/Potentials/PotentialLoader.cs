using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Potentials.CHGNet;
using DefiNet.Inference.Potentials.M3GNet;

namespace DefiNet.Inference.Potentials;

/// <summary>Loads potentials from the files that their makers publish; the architecture is recognised from what they hold.</summary>
public static class PotentialLoader
{
    /// <summary>Loads a folder with <c>model.json</c> and <c>state.pt</c> (or either of the two files), or a file of weights.</summary>
    /// <exception cref="CheckpointException">The file is damaged or holds something else.</exception>
    /// <exception cref="IOException">The file is absent or cannot be read.</exception>
    public static IPotentialModel Load(string path)
    {
        var folder = Directory.Exists(path) ? path : IsPartOfFolder(path) ? Path.GetDirectoryName(Path.GetFullPath(path))! : null;
        if (folder is not null)
            return LoadFolder(folder, path);
        var checkpoint = Checkpoint.Load(path);
        if (ChgnetModel.Recognises(checkpoint))
            return new ChgnetModel(checkpoint, path);
        throw new CheckpointException(checkpoint.Tensors.Keys.Any(name => name.StartsWith("model.three_body_interactions.", StringComparison.Ordinal))
            ? $"{path}: these are weights of an M3GNet without its model.json; keep both files in one folder and name that."
            : $"{path}: the file holds no potential that can be run; name a checkpoint of CHGNet or a matgl folder of an M3GNet with model.json and state.pt.");
    }

    private static bool IsPartOfFolder(string path) =>
        Path.GetFileName(path) is "model.json" || (Path.GetFileName(path) is "state.pt" && File.Exists(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "model.json")));

    private static M3GNetModel LoadFolder(string folder, string path)
    {
        var (description, weights) = (Path.Combine(folder, "model.json"), Path.Combine(folder, "state.pt"));
        foreach (var file in (ReadOnlySpan<string>)[description, weights])
            if (!File.Exists(file))
                throw new FileNotFoundException($"{file}: there is no such file; the folder of a matgl potential holds model.json and state.pt.", file);
        var settings = MatglModelFile.Read(description);
        return new M3GNetModel(Checkpoint.Load(weights), settings, path);
    }
}
