namespace DefiNet.Crystals.Defects;

/// <summary>A lattice described by other vectors of its own.</summary>
internal static class SameLattice
{
    /// <summary>The vectors as they are, then every other pair of short vectors in the plane of a and b, with c turned over where the handedness needs it; last of all those of the other handedness.</summary>
    public static IEnumerable<Lattice> Of(Lattice own)
    {
        yield return own;
        foreach (var keepsHandedness in new[] { true, false })
            for (var i = -1; i <= 1; i++)
                for (var j = -1; j <= 1; j++)
                    for (var k = -1; k <= 1; k++)
                        for (var l = -1; l <= 1; l++)
                        {
                            var determinant = i * l - j * k;
                            if (determinant is not (1 or -1) || ((i, j, k, l) == (1, 0, 0, 1) && keepsHandedness))
                                continue;
                            var up = keepsHandedness ? determinant : -determinant;
                            yield return new(i * own.A + j * own.B, k * own.A + l * own.B, up * own.C);
                        }
    }
}
