namespace DefiNet.Campaigns.Importing;

/// <summary>What an import found for one material and class of density.</summary>
/// <param name="Material">Host material.</param>
/// <param name="Density">Class of density.</param>
/// <param name="Pairs">Pairs read.</param>
/// <param name="Stored">Pairs stored by this import.</param>
/// <param name="Twins">Of those, pairs that symmetry makes equal to an earlier one: stored as well, with a pointer to it.</param>
/// <param name="NamesAgree">Pairs whose defects are those of the file's name.</param>
/// <param name="NamesDiffer">Pairs whose defects are not.</param>
/// <param name="Training">Pairs of the training split.</param>
/// <param name="DummyTrainingA">Dummy error of the training split: mean absolute component between unrelaxed and relaxed positions, mean over structures, in Angstrom; null without one.</param>
/// <param name="Validation">Pairs of the validation split.</param>
/// <param name="DummyValidationA">The same for the validation split.</param>
public sealed record ImportedGroup(
    string Material,
    string Density,
    int Pairs,
    int Stored,
    int Twins,
    int NamesAgree,
    int NamesDiffer,
    int Training,
    double? DummyTrainingA,
    int Validation,
    double? DummyValidationA);
