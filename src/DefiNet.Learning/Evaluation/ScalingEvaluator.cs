using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Learning.DataSets;

namespace DefiNet.Learning.Evaluation;

/// <summary>Compares what predictors say of the same defects in the supercell of the data and in a larger one.</summary>
/// <param name="repeats">How often the larger supercell repeats the host along a and b.</param>
public sealed class ScalingEvaluator(int repeats)
{
    private readonly List<ScaledStructure> _structures = [];

    /// <summary>How often the larger supercell repeats the host along a and b.</summary>
    public int Repeats => repeats;

    /// <summary>Repetitions of the data's supercells that were compared, such as <c>8×8</c>.</summary>
    public string From { get; private set; } = "";

    /// <summary>What was found.</summary>
    public IReadOnlyList<ScaledStructure> Structures => _structures;

    /// <summary>Predicts a pair in both supercells, one after the other: times are of one structure alone.</summary>
    /// <exception cref="CrystalException">The configuration cannot be put into the larger supercell.</exception>
    public void Add(TrainingPair pair, IReadOnlyList<IPredictor> predictors)
    {
        var enlarged = Enlargement.Of(HostOf(pair), pair.Configuration, repeats, StructureError.Distances[^1]);
        var from = $"{enlarged.From.A}×{enlarged.From.B}";
        From = From.Length == 0 || From == from ? from : "smaller";
        var (small, large) = (pair.Configuration.Structure, enlarged.Large.Structure);
        var larger = TrainingPair.Of(pair.Id, pair.Material, pair.Density, pair.Split, enlarged.Large, large);
        foreach (var predictor in predictors)
        {
            var (inSmall, smallSeconds) = predictor.Predict(pair);
            var (inLarge, largeSeconds) = predictor.Predict(larger);
            var moves = enlarged.Matches.Select(match => (
                Match: match, Small: inSmall[match.Small] - small.Cartesian[match.Small], Large: inLarge[match.Large] - large.Cartesian[match.Large], True: pair.Relaxed[match.Small] - small.Cartesian[match.Small])).ToList();
            _structures.Add(new(
                predictor.Name, pair.Id, pair.Material, pair.Density, small.Count, large.Count, smallSeconds, largeSeconds,
                Agreement.Of([.. moves.Select(move => (move.Small, move.Large))]), Agreement.Of([.. moves.Where(move => move.Match.SameSurroundings).Select(move => (move.Small, move.Large))]), enlarged.Different,
                [.. StructureError.Distances.Select(within => Mean(within, move => move.Small - move.True))],
                [.. StructureError.Distances.Select(within => Mean(within, move => move.Large - move.True))],
                [.. StructureError.Distances.Select(within => Mean(within, move => move.True))]));

            double Mean(double within, Func<(SiteMatch Match, Vector3 Small, Vector3 Large, Vector3 True), Vector3> difference) =>
                moves.Where(move => move.Match.FromDefect <= within).Select(move => difference(move)).Select(one => (Math.Abs(one.X) + Math.Abs(one.Y) + Math.Abs(one.Z)) / 3).DefaultIfEmpty(double.NaN).Average();
        }
    }

    private static Host HostOf(TrainingPair pair) => Host.TryBuiltIn(pair.Material) ?? DefectFinder.Find(null, pair.Configuration.Structure).Supercell.Host;
}
