using System.Collections.Immutable;

namespace DefiNet.Learning.Evaluation;

/// <summary>What a predictor made of the same defects in a small and in a larger supercell, compared near the defects.</summary>
/// <param name="Predictor">Its name.</param>
/// <param name="Id">The structure.</param>
/// <param name="Material">The host's name.</param>
/// <param name="Density">Half of the data.</param>
/// <param name="SmallAtoms">Atoms in the small supercell.</param>
/// <param name="LargeAtoms">Atoms in the larger one.</param>
/// <param name="SmallSeconds">Time of the small one.</param>
/// <param name="LargeSeconds">Time of the larger one.</param>
/// <param name="All">All atoms near a defect that are in both.</param>
/// <param name="Same">Those of them that see the same neighbours in both.</param>
/// <param name="Different">Places near a defect where the two hold different atoms: images of defects in the small one.</param>
/// <param name="SmallNear">Mean absolute component between the small one's prediction and its relaxed atoms, over the same atoms, within 3, 4, 5 and 6 Å of a defect.</param>
/// <param name="LargeNear">The same between the larger one's displacements and those of the small one's relaxed atoms.</param>
/// <param name="DummyNear">The same of unmoved atoms.</param>
public sealed record ScaledStructure(
    string Predictor, string Id, string Material, string Density, int SmallAtoms, int LargeAtoms, double SmallSeconds, double LargeSeconds,
    Agreement All, Agreement Same, int Different, ImmutableArray<double> SmallNear, ImmutableArray<double> LargeNear, ImmutableArray<double> DummyNear);
