using System.Numerics;

namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>How many placements of a composition there are.</summary>
/// <param name="Composition">Kinds and numbers of defects.</param>
/// <param name="Placements">Placements that no symmetry operation of the host maps onto each other.</param>
/// <param name="All">Placements in all.</param>
public sealed record PlacementCount(Composition Composition, BigInteger Placements, BigInteger All);
