using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Crystals.Defects;

namespace DefiNet.Learning.DataSets;

/// <summary>An unrelaxed structure with its ghosts, and where its atoms went.</summary>
public sealed record TrainingPair
{
    /// <summary>Name of the pair; unique in its source.</summary>
    public required string Id { get; init; }

    /// <summary>The host's name.</summary>
    public required string Material { get; init; }

    /// <summary>Half of the data, such as <c>high</c>.</summary>
    public required string Density { get; init; }

    /// <summary>What the source says the pair is for.</summary>
    public required Split Split { get; init; }

    /// <summary>Equal for pairs whose configurations a symmetry operation of the host makes of each other.</summary>
    public required string CanonicalHash { get; init; }

    /// <summary>The atoms, and a ghost of the host element at the ideal site of every vacancy.</summary>
    public required Structure WithGhosts { get; init; }

    /// <summary>What each of them is.</summary>
    public required ImmutableArray<Marker> Markers { get; init; }

    /// <summary>Where each of them went, in Angstrom, at the image nearest to where it was; ghosts stayed.</summary>
    public required ImmutableArray<Vector3> Relaxed { get; init; }

    /// <summary>The configuration: what a relaxer is given.</summary>
    public required Configuration Configuration { get; init; }

    /// <summary>Makes the pair of a configuration and its relaxed atoms.</summary>
    /// <exception cref="LearningException">The relaxed atoms are not those of the configuration in the same order.</exception>
    public static TrainingPair Of(string id, string material, string density, Split split, Configuration configuration, Structure relaxed)
    {
        if (!configuration.Structure.Species.SequenceEqual(relaxed.Species))
            throw new LearningException($"{id}: the relaxed atoms are not those of the unrelaxed structure in the same order; a pair must agree.");
        var ghosts = configuration.WithGhosts.Cartesian;
        var nearest = new Crystals.Matching.NearestImage(configuration.Structure.Lattice);
        var positions = ImmutableArray.CreateBuilder<Vector3>(ghosts.Length);
        var to = relaxed.Cartesian;
        for (var atom = 0; atom < ghosts.Length; atom++)
            positions.Add(atom < to.Length ? ghosts[atom] + nearest.Of(to[atom] - ghosts[atom]) : ghosts[atom]);
        return new()
        {
            Id = id,
            Material = material,
            Density = density,
            Split = split,
            CanonicalHash = $"{material}/{ghosts.Length}/{configuration.CanonicalHash}",
            WithGhosts = configuration.WithGhosts,
            Markers = configuration.Markers,
            Relaxed = positions.MoveToImmutable(),
            Configuration = configuration,
        };
    }
}
