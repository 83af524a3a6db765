namespace DefiNet.Crystals.Defects;

/// <summary>A site of a supercell that holds another element, or none.</summary>
/// <param name="Site">Index of the site.</param>
/// <param name="By">Element that sits there instead; null for a vacancy.</param>
public readonly record struct SiteDefect(int Site, Element? By);
