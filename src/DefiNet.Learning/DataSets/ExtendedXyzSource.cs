using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats.ExtendedXyz;

namespace DefiNet.Learning.DataSets;

/// <summary>Pairs of an extended XYZ: each frame an unrelaxed structure with its relaxed positions in the per-atom array <c>relaxed_pos</c>, three numbers each.</summary>
/// <remarks>Of the comment line <c>id</c>, <c>host</c>, <c>density</c> and <c>split</c> (training, validation, test) are read where they stand.</remarks>
public sealed class ExtendedXyzSource : IPairSource
{
    private const string RelaxedArray = "relaxed_pos";

    private readonly string _path;

    /// <summary>Names the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="license">Licence of the data; null when it is not known.</param>
    /// <exception cref="LearningException">There is no such file.</exception>
    public ExtendedXyzSource(string path, string? license)
    {
        if (!File.Exists(path))
            throw new LearningException($"{path}: there is no such file; it must be an extended XYZ of pairs.");
        (_path, License) = (path, license);
    }

    /// <inheritdoc/>
    public string Title => Path.GetFileName(_path);

    /// <inheritdoc/>
    public string? License { get; }

    /// <inheritdoc/>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"extxyz {Path.GetFullPath(_path)} {new FileInfo(_path).Length} {File.GetLastWriteTimeUtc(_path).Ticks}");

    /// <inheritdoc/>
    public IEnumerable<TrainingPair> Read(Action<string> refused)
    {
        var frames = XyzReader.ReadFile(_path);
        for (var index = 0; index < frames.Length; index++)
        {
            TrainingPair pair;
            try
            {
                pair = Pair(frames[index], index + 1);
            }
            catch (Exception complaint) when (complaint is CrystalException or LearningException)
            {
                refused(complaint.Message);
                continue;
            }

            yield return pair;
        }
    }

    private TrainingPair Pair(XyzFrame frame, int number)
    {
        var title = $"{_path}: frame {number}";
        if (frame.Column(RelaxedArray) is not { Width: 3 } relaxed)
            throw new LearningException($"{title}: there is no array '{RelaxedArray}:R:3'; it holds the relaxed positions.");
        var named = frame.Value("host");
        var host = named is null ? null : Host.TryBuiltIn(named) ?? throw new LearningException($"{title}: there is no host '{named}'; name one of {string.Join(", ", Host.BuiltInNames)}, or none.");
        var finding = DefectFinder.Find(host, frame.Structure);
        return TrainingPair.Of(
            frame.Value("id") ?? $"{Path.GetFileNameWithoutExtension(_path)}-{number}", finding.Host.Name, frame.Value("density") ?? "high",
            SplitNamed(frame.Value("split"), title), finding.Configuration, Structure.FromCartesian(frame.Structure.Lattice, frame.Structure.Species, relaxed.ToVectors()));
    }

    internal static Split SplitNamed(string? name, string title) => name is null
        ? Split.None
        : SplitNames.TryParse(name) ?? throw new LearningException($"{title}: the split is '{name}'; it must be training, validation or test, or not there.");
}
