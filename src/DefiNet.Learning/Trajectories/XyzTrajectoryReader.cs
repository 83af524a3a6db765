using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats.ExtendedXyz;
using DefiNet.Inference.Potentials;
using DefiNet.Learning.DataSets;

namespace DefiNet.Learning.Trajectories;

/// <summary>Reads steps with energies and forces out of an extended XYZ: <c>free_energy</c> or <c>energy</c> of the comment line in eV, the array <c>forces:R:3</c> in eV/Å and, where it is there, <c>stress</c>, six or nine numbers in eV/Å³, positive when stretched.</summary>
/// <remarks>
/// These are the names and units of ASE; six numbers are in Voigt's order xx, yy, zz, yz, xz, xy.
/// Of the comment line <c>configuration</c>, <c>host</c>, <c>engine</c> and <c>split</c> are read where they stand. Frames without <c>configuration</c> belong to the one whose defects are recognised;
/// where those of a frame are not, it and all frames of the same atoms of each element are one configuration, so that steps of a relaxation never part.
/// </remarks>
public static class XyzTrajectoryReader
{
    /// <summary>The engine of frames that do not name theirs.</summary>
    public const string Unnamed = "extxyz";

    private static readonly char[] Brackets = [' ', '\t', ',', '[', ']', '{', '}'];

    /// <summary>The steps of a file by configuration, engine and split.</summary>
    /// <param name="file">The file.</param>
    /// <param name="complain">Takes a sentence for all frames without energy or forces.</param>
    /// <exception cref="CrystalException">The file is no extended XYZ; the message names file and line.</exception>
    /// <exception cref="LearningException">There is no such file, no frame tells energy and forces, or one is not as its comment line says.</exception>
    public static IReadOnlyList<EngineTrajectory> Read(string file, Action<string> complain)
    {
        if (!File.Exists(file))
            throw new LearningException($"{file}: there is no such file; it must be an extended XYZ with energies and forces.");
        var frames = XyzReader.ReadFile(file);
        var steps = frames.Index().Select(frame => Step(frame.Item, $"{file}: frame {frame.Index + 1}", frame.Index + 1)).OfType<LabelledStep>().ToList();
        if (steps.Count == 0)
            throw new LearningException($"{file}: none of the {frames.Length} frames has energy=… in its comment line and an array forces:R:3; a potential learns from both.");
        var leftOut = frames.Length - steps.Count;
        if (leftOut > 0)
            complain($"{file}: {leftOut} of {frames.Length} frames have no energy=… or no array forces:R:3.");
        var open = steps.Where(step => step.Configuration is null).Select(step => step.Composition).ToHashSet(StringComparer.Ordinal);
        var trajectories = steps
            .GroupBy(step => (Configuration: !step.IsNamed && open.Contains(step.Composition) ? $"{Path.GetFullPath(file)}/{step.Composition}" : step.Configuration!, step.Engine, step.Split))
            .Select(group => new EngineTrajectory(file, group.Key.Configuration, group.Key.Engine, null, [.. group.Select(step => step.Frame)], 0) { Given = group.Key.Split })
            .ToList();
        trajectories[0] = trajectories[0] with { LeftOut = leftOut };
        return trajectories;
    }

    private static LabelledStep? Step(XyzFrame frame, string title, int number)
    {
        if ((frame.Value("free_energy") ?? frame.Value("energy")) is not { } said || frame.Column("forces") is not { Width: 3 } forces)
            return null;
        var structure = frame.Structure;
        var composition = string.Concat(structure.CountByElement().OrderBy(one => one.Element.AtomicNumber).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Element.Symbol}{one.Count}")));
        var named = frame.Value("configuration");
        return new(
            new(number, structure, new(Number(said, title, "energy"), forces.ToVectors(), frame.Value("stress") is { } stress ? Stress(stress, title) : null)),
            named ?? Recognised(frame, title), named is not null, composition, frame.Value("engine") ?? Unnamed, ExtendedXyzSource.SplitNamed(frame.Value("split"), title));
    }

    private static StressTensor Stress(string text, string title)
    {
        double[] numbers = [.. text.Split(Brackets, StringSplitOptions.RemoveEmptyEntries).Take(10).Select(field => StressTensor.GigapascalPerUnit * Number(field, title, "stress"))];
        return numbers switch
        {
            [var xx, var xy, var xz, var yx, var yy, var yz, var zx, var zy, var zz] => new(new(xx, xy, xz), new(yx, yy, yz), new(zx, zy, zz)),
            [var xx, var yy, var zz, var yz, var xz, var xy] => new(new(xx, xy, xz), new(xy, yy, yz), new(xz, yz, zz)),
            _ => throw new LearningException($"{title}: the stress has {numbers.Length} numbers; it must have six, in Voigt's order, or nine."),
        };
    }

    private static double Number(string text, string title, string what) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new LearningException($"{title}: the {what} has '{text[..Math.Min(text.Length, 40)]}'; it must be a finite number.");

    private static string? Recognised(XyzFrame frame, string title)
    {
        var named = frame.Value("host");
        var host = named is null ? null : Host.TryBuiltIn(named) ?? throw new LearningException($"{title}: there is no host '{named}'; name one of {string.Join(", ", Host.BuiltInNames)}, or none.");
        try
        {
            return DefectFinder.Find(host, frame.Structure).Configuration.CanonicalHash;
        }
        catch (CrystalException)
        {
            return null; // no host is recognised
        }
    }

    private sealed record LabelledStep(TrajectoryFrame Frame, string? Configuration, bool IsNamed, string Composition, string Engine, Split Split);
}
