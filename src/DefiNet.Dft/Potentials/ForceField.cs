using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Potentials;

/// <summary>Springs along bonds, between bonds and out of planes over a fixed topology, and a short-range repulsion between the atoms that are not bonded.</summary>
/// <remarks>
/// <para>Stretch: k c² (√(1 + ((r - r₀)/c)²) - 1) with c = <see cref="StretchReach"/>: harmonic near the rest length, linear far from it, so that no start, however bad, meets an unbounded force.</para>
/// <para>Angles are taken in cosines and twists in handed volumes, which have no singularity at straight or flat arrangements.</para>
/// <para>Repulsion: A (1 - r/r_c)³ below r_c, zero beyond: two continuous derivatives. A pair's r_c may be lowered so that a chosen structure feels none.</para>
/// <para>Every bonded term is a function of bond vectors: terms add to the gradient of each bond vector, and one pass over the bonds hands it to the atoms. Forces are the exact gradient, sum to zero, and are the same under translations, rotations (of cell and atoms) and any order of the atoms.</para>
/// </remarks>
internal sealed class ForceField : IPotential
{
    /// <summary>Extension in Angstrom beyond which a stretched or compressed bond pulls with constant force.</summary>
    public const double StretchReach = 0.6;

    /// <summary>Deviation of the handed volume beyond which a twist pulls with constant strength.</summary>
    public const double TwistReach = 0.5;

    /// <summary>A list of possible overlaps holds until an atom has moved this far, in Angstrom: half of what it looks beyond the range of the repulsion.</summary>
    public const double ListMargin = 0.5;

    private readonly Lattice _lattice;
    private readonly ImmutableArray<Vector3> _reference;
    private readonly ForceTerms _terms;
    private readonly Bond[] _bonds;
    private readonly Vector3[] _shifts;
    private readonly BondAngle[] _angles;
    private readonly BondTwist[] _twists;
    private readonly Repulsion _repulsion;
    private readonly Vector3[] _vectors;
    private readonly double[] _inverseLengths;
    private readonly Vector3[] _gradients;
    private readonly Vector3[] _listedAt;
    private readonly HashSet<(int, int)> _bonded;
    private Overlap[] _overlaps = [];
    private int _overlapCount = -1;

    /// <summary>Puts the terms on a lattice.</summary>
    /// <param name="name">Name of the potential.</param>
    /// <param name="lattice">The cell.</param>
    /// <param name="reference">Cartesian positions in Angstrom at which the bonds' images hold.</param>
    /// <param name="terms">Bonds, angles, twists.</param>
    /// <param name="repulsion">Repulsion between the atoms that are not bonded.</param>
    public ForceField(string name, Lattice lattice, ImmutableArray<Vector3> reference, ForceTerms terms, Repulsion repulsion)
    {
        (Name, _lattice, _reference, _terms, _repulsion) = (name, lattice, reference, terms, repulsion);
        _bonds = [.. terms.Bonds];
        _angles = [.. terms.Angles];
        _twists = [.. terms.Twists];
        _shifts = [.. _bonds.Select(bond => lattice.ToCartesian(bond.Image))];
        _vectors = new Vector3[_bonds.Length];
        _inverseLengths = new double[_bonds.Length];
        _gradients = new Vector3[_bonds.Length];
        _listedAt = new Vector3[reference.Length];
        _bonded = [.. _bonds.Select(bond => (Math.Min(bond.First, bond.Second), Math.Max(bond.First, bond.Second)))];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Atoms => _reference.Length;

    /// <inheritdoc/>
    public Vector3[] Unwrap(Structure structure)
    {
        if (structure.Count != Atoms)
            throw new DftException($"The structure has {structure.Count} atoms and the potential was made for {Atoms}; give the same atoms in the same order.");
        return NearestImages.Of(structure, _lattice, _reference);
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<Vector3> positions, Span<Vector3> forces, out Virial virial)
    {
        forces.Clear();
        var energy = Stretches(positions) + Angles() + Twists();
        double xx = 0, yy = 0, zz = 0, xy = 0, yz = 0, zx = 0;
        var gradients = _gradients;
        for (var index = 0; index < _bonds.Length; index++)
        {
            ref readonly var bond = ref _bonds[index];
            var (gradient, vector) = (gradients[index], _vectors[index]);
            forces[bond.First] += gradient;
            forces[bond.Second] -= gradient;
            xx += vector.X * gradient.X;
            yy += vector.Y * gradient.Y;
            zz += vector.Z * gradient.Z;
            xy += vector.X * gradient.Y;
            yz += vector.Y * gradient.Z;
            zx += vector.Z * gradient.X;
        }

        ListOverlaps(positions);
        foreach (ref readonly var pair in _overlaps.AsSpan(0, _overlapCount))
        {
            var vector = positions[pair.Second] + pair.Shift - positions[pair.First];
            var squared = vector.LengthSquared;
            if (squared >= pair.Range * pair.Range)
                continue;
            var length = Math.Sqrt(squared);
            var left = 1 - length / pair.Range;
            energy += _repulsion.Strength * left * left * left;
            var gradient = -3 * _repulsion.Strength * left * left / (pair.Range * Math.Max(length, 1e-9)) * vector;
            forces[pair.First] += gradient;
            forces[pair.Second] -= gradient;
            xx += vector.X * gradient.X;
            yy += vector.Y * gradient.Y;
            zz += vector.Z * gradient.Z;
            xy += vector.X * gradient.Y;
            yz += vector.Y * gradient.Z;
            zx += vector.Z * gradient.X;
        }

        virial = new(xx, yy, zz, xy, yz, zx);
        return energy;
    }

    /// <summary>The same terms in another cell: bonds keep their rest lengths when the cell is strained.</summary>
    public ForceField On(Lattice lattice) =>
        new(Name, lattice, [.. _reference.Select(position => lattice.ToCartesian(_lattice.ToFractional(position)))], _terms, _repulsion);

    private double Stretches(ReadOnlySpan<Vector3> positions)
    {
        const double InverseReach = 1 / StretchReach;
        var energy = 0.0;
        for (var index = 0; index < _bonds.Length; index++)
        {
            ref readonly var bond = ref _bonds[index];
            var vector = positions[bond.Second] + _shifts[index] - positions[bond.First];
            var length = Math.Max(vector.Length, 1e-9); // two atoms on one spot have no direction, and no force between them
            var inverse = 1 / length;
            _vectors[index] = vector;
            _inverseLengths[index] = inverse;
            var off = (length - bond.Rest) * InverseReach;
            var root = Math.Sqrt(1 + off * off);
            energy += bond.Stiffness * (StretchReach * StretchReach) * (root - 1);
            _gradients[index] = bond.Stiffness * StretchReach * off / root * inverse * vector;
        }

        return energy;
    }

    private double Angles()
    {
        var energy = 0.0;
        foreach (ref readonly var angle in _angles.AsSpan())
        {
            var (u, v) = (_vectors[angle.FirstBond], _vectors[angle.SecondBond]);
            var (p, q) = (_inverseLengths[angle.FirstBond], _inverseLengths[angle.SecondBond]);
            var scale = angle.Sign * p * q;
            var cosine = scale * Vector3.Dot(u, v);
            var off = cosine - angle.RestCosine;
            var slope = angle.Stiffness * off;
            energy += 0.5 * slope * off;
            _gradients[angle.FirstBond] += slope * scale * v - slope * cosine * p * p * u;
            _gradients[angle.SecondBond] += slope * scale * u - slope * cosine * q * q * v;
        }

        return energy;
    }

    private double Twists()
    {
        const double InverseReach = 1 / TwistReach;
        var energy = 0.0;
        foreach (ref readonly var twist in _twists.AsSpan())
        {
            var (u, v, w) = (_vectors[twist.FirstBond], _vectors[twist.SecondBond], _vectors[twist.ThirdBond]);
            var vw = Vector3.Cross(v, w);
            var off = (twist.Scale * Vector3.Dot(u, vw) - twist.Rest) * InverseReach;
            var root = Math.Sqrt(1 + off * off);
            energy += twist.Stiffness * (TwistReach * TwistReach) * (root - 1);
            var slope = twist.Stiffness * TwistReach * off / root * twist.Scale;
            _gradients[twist.FirstBond] += slope * vw;
            _gradients[twist.SecondBond] += slope * Vector3.Cross(w, u);
            _gradients[twist.ThirdBond] += slope * Vector3.Cross(u, v);
        }

        return energy;
    }

    private void ListOverlaps(ReadOnlySpan<Vector3> positions)
    {
        if (_overlapCount >= 0)
        {
            var moved = 0.0;
            for (var atom = 0; atom < positions.Length; atom++)
                moved = Math.Max(moved, (positions[atom] - _listedAt[atom]).LengthSquared);
            if (moved < ListMargin * ListMargin)
                return;
        }

        positions.CopyTo(_listedAt);
        _overlapCount = 0;
        var reach = _repulsion.Range + 2 * ListMargin;
        for (var first = 0; first < positions.Length; first++)
            for (var second = first + 1; second < positions.Length; second++)
            {
                var vector = positions[second] - positions[first];
                var fractional = _lattice.ToFractional(vector);
                var image = new Vector3(-Math.Round(fractional.X), -Math.Round(fractional.Y), -Math.Round(fractional.Z));
                var shift = _lattice.ToCartesian(image);
                if ((vector + shift).LengthSquared >= reach * reach || _bonded.Contains((first, second)))
                    continue;
                if (_overlapCount == _overlaps.Length)
                    Array.Resize(ref _overlaps, Math.Max(256, 2 * _overlaps.Length));
                _overlaps[_overlapCount++] = new(first, second, shift, _repulsion.RangeOf(first, second));
            }
    }

    private readonly record struct Overlap(int First, int Second, Vector3 Shift, double Range);
}
