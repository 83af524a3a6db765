namespace DefiNet.Crystals.Defects;

/// <summary>One point defect of a configuration.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Site">Index of the site in the ideal supercell; -1 for an adatom.</param>
/// <param name="Host">Element of the site in the host; null for an adatom.</param>
/// <param name="By">Element that sits there instead; null for a vacancy.</param>
/// <param name="Fractional">Fractional position: the ideal site's, or the adatom's own.</param>
public sealed record Defect(DefectKind Kind, int Site, Element? Host, Element? By, Vector3 Fractional);
