namespace DefiNet.Crystals.Defects;

/// <summary>DefiNet's marker of a node: what the site is in the defect structure. The values are those of the published nets.</summary>
public enum Marker : byte
{
    /// <summary>The host's own atom.</summary>
    Pristine = 0,

    /// <summary>An atom of another element on a host site.</summary>
    Substitution = 1,

    /// <summary>An empty site, kept as a ghost atom of the host element at the ideal position.</summary>
    Vacancy = 2,
}
