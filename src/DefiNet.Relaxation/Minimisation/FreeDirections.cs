using DefiNet.Crystals;

namespace DefiNet.Relaxation.Minimisation;

/// <summary>The part of a force along the lattice vectors that an atom may move along.</summary>
internal static class FreeDirections
{
    /// <summary>What is left of a force.</summary>
    public static Vector3 Of(Vector3 force, AxisFreedom free, Lattice lattice) => (free.A, free.B, free.C) switch
    {
        (true, true, true) => force,
        (false, false, false) => default,
        (true, false, false) => Along(force, lattice.A),
        (false, true, false) => Along(force, lattice.B),
        (false, false, true) => Along(force, lattice.C),
        (false, true, true) => force - Along(force, Vector3.Cross(lattice.B, lattice.C)),
        (true, false, true) => force - Along(force, Vector3.Cross(lattice.C, lattice.A)),
        (true, true, false) => force - Along(force, Vector3.Cross(lattice.A, lattice.B)),
    };

    private static Vector3 Along(Vector3 vector, Vector3 axis) => Vector3.Dot(vector, axis) / axis.LengthSquared * axis;
}
