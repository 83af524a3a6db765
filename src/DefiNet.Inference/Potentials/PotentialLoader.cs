using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Potentials.CHGNet;
using DefiNet.Inference.Potentials.M3GNet;

namespace DefiNet.Inference.Potentials;

/// <summary>Loads potentials from the files that their makers publish; the architecture is recognised from what they hold.</summary>
public static class PotentialLoader
{
    private const string Description = "model.json";

    private static readonly string[] WeightFiles = ["state.pt", "state.safetensors"];

    /// <summary>Loads a folder with <c>model.json</c> and <c>state.pt</c> (or either of the two files), or a file of weights.</summary>
    /// <exception cref="CheckpointException">The file is damaged or holds something else.</exception>
    /// <exception cref="IOException">The file is absent or cannot be read.</exception>
    public static IPotentialModel Load(string path)
    {
        var root = RootOf(path);
        return Directory.Exists(root) ? LoadFolder(root, path) : Of(Checkpoint.Load(path), path);
    }

    /// <summary>The potential of a checkpoint that is complete in itself.</summary>
    /// <exception cref="CheckpointException">It holds something else.</exception>
    public static IPotentialModel Of(Checkpoint checkpoint, string path)
    {
        if (ChgnetModel.Recognises(checkpoint))
            return new ChgnetModel(checkpoint, path);
        throw new CheckpointException(checkpoint.Tensors.Keys.Any(name => name.StartsWith("model.three_body_interactions.", StringComparison.Ordinal))
            ? $"{path}: these are weights of an M3GNet without its model.json; keep both files in one folder and name that."
            : $"{path}: the file holds no potential that can be run; name a checkpoint of CHGNet or a matgl folder of an M3GNet with model.json and state.pt.");
    }

    /// <summary>Whether a checkpoint is one of a potential: complete, or an M3GNet without its <c>model.json</c>.</summary>
    public static bool Recognises(Checkpoint checkpoint) =>
        ChgnetModel.Recognises(checkpoint) || checkpoint.Tensors.Keys.Any(name => name.StartsWith("model.three_body_interactions.", StringComparison.Ordinal));

    /// <summary>Whether a path is the folder of a matgl potential.</summary>
    public static bool IsFolder(string path) => Directory.Exists(path) && File.Exists(Path.Combine(path, Description)) && WeightsIn(path) is not null;

    /// <summary>The folder of a matgl potential of which a path names one file, or the path itself.</summary>
    public static string RootOf(string path)
    {
        if (Directory.Exists(path))
            return path;
        var name = Path.GetFileName(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return name == Description || (WeightFiles.Contains(name) && File.Exists(Path.Combine(folder, Description))) ? folder : path;
    }

    /// <summary>The files that a potential consists of.</summary>
    /// <exception cref="FileNotFoundException">One is absent.</exception>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        var root = RootOf(path);
        if (!Directory.Exists(root))
            return [path];
        var description = Path.Combine(root, Description);
        var weights = WeightsIn(root) ?? Path.Combine(root, WeightFiles[0]);
        foreach (var file in (ReadOnlySpan<string>)[description, weights])
            if (!File.Exists(file))
                throw new FileNotFoundException($"{file}: there is no such file; the folder of a matgl potential holds model.json and state.pt or state.safetensors.", file);
        return [description, weights];
    }

    private static string? WeightsIn(string folder) => WeightFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static M3GNetModel LoadFolder(string folder, string path)
    {
        var files = FilesOf(folder);
        var settings = MatglModelFile.Read(files[0]);
        return new M3GNetModel(Checkpoint.Load(files[1]), settings, path);
    }
}
