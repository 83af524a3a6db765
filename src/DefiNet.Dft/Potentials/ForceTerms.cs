using System.Collections.Immutable;

namespace DefiNet.Dft.Potentials;

/// <summary>The bonded terms of a force field.</summary>
internal sealed record ForceTerms(ImmutableArray<Bond> Bonds, ImmutableArray<BondAngle> Angles, ImmutableArray<BondTwist> Twists);
