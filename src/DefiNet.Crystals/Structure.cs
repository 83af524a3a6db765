using System.Collections.Immutable;

namespace DefiNet.Crystals;

/// <summary>Atoms in a periodic cell. Immutable; the order of atoms is kept through every operation that does not say otherwise.</summary>
public sealed record Structure
{
    private ImmutableArray<Vector3> _cartesian;

    /// <summary>Makes a structure from one element and one fractional position per atom.</summary>
    /// <param name="lattice">The cell.</param>
    /// <param name="species">Element of each atom.</param>
    /// <param name="fractional">Fractional position of each atom; not wrapped into the home cell.</param>
    /// <param name="comment">A line of free text, such as a POSCAR's first.</param>
    /// <exception cref="CrystalException">The numbers of species and positions differ, or a position is not finite.</exception>
    public Structure(Lattice lattice, ImmutableArray<Element> species, ImmutableArray<Vector3> fractional, string comment = "")
    {
        if (species.Length != fractional.Length)
            throw new CrystalException($"There are {species.Length} species for {fractional.Length} positions; each atom needs one of both.");
        for (var atom = 0; atom < fractional.Length; atom++)
            if (!fractional[atom].IsFinite)
                throw new CrystalException($"The position of atom {atom + 1} is not finite; it must be three numbers.");
        (Lattice, Species, Fractional, Comment) = (lattice, species, fractional, comment);
    }

    /// <summary>The cell.</summary>
    public Lattice Lattice { get; }

    /// <summary>Element of each atom.</summary>
    public ImmutableArray<Element> Species { get; }

    /// <summary>Fractional position of each atom, as given: not wrapped.</summary>
    public ImmutableArray<Vector3> Fractional { get; }

    /// <summary>A line of free text.</summary>
    public string Comment { get; init; }

    /// <summary>Which atoms may move where, one entry per atom; default (no entries at all) when the source says nothing.</summary>
    public ImmutableArray<AxisFreedom> Freedom { get; init; }

    /// <summary>Velocities in Angstrom per femtosecond, one per atom; default when the source gives none.</summary>
    public ImmutableArray<Vector3> Velocities { get; init; }

    /// <summary>Number of atoms.</summary>
    public int Count => Species.Length;

    /// <summary>Cartesian position of each atom in Angstrom.</summary>
    public ImmutableArray<Vector3> Cartesian
    {
        get
        {
            if (_cartesian.IsDefault)
                _cartesian = ImmutableArray.CreateRange(Fractional, Lattice.ToCartesian);
            return _cartesian;
        }
    }

    /// <summary>A structure from Cartesian positions in Angstrom; <see cref="Cartesian"/> gives back exactly these.</summary>
    public static Structure FromCartesian(Lattice lattice, ImmutableArray<Element> species, ImmutableArray<Vector3> cartesian, string comment = "") =>
        new(lattice, species, ImmutableArray.CreateRange(cartesian, lattice.ToFractional), comment) { _cartesian = cartesian };

    /// <summary>A structure written out in place: symbol and fractional coordinates of each atom.</summary>
    public static Structure Of(Lattice lattice, params (string Symbol, double X, double Y, double Z)[] atoms) =>
        new(lattice,
            [.. atoms.Select(atom => Element.Parse(atom.Symbol))],
            [.. atoms.Select(atom => new Vector3(atom.X, atom.Y, atom.Z))]);

    /// <summary>The same atoms at other fractional positions.</summary>
    public Structure WithFractional(ImmutableArray<Vector3> fractional) =>
        new(Lattice, Species, fractional, Comment) { Freedom = Freedom };

    /// <summary>The same atoms at other Cartesian positions in Angstrom.</summary>
    public Structure WithCartesian(ImmutableArray<Vector3> cartesian) =>
        FromCartesian(Lattice, Species, cartesian, Comment) with { Freedom = Freedom };

    /// <summary>Number of atoms of each element, in the order in which the elements first appear.</summary>
    public IReadOnlyList<(Element Element, int Count)> CountByElement()
    {
        var order = new List<Element>();
        var counts = new Dictionary<Element, int>();
        foreach (var element in Species)
        {
            if (!counts.TryGetValue(element, out var count))
                order.Add(element);
            counts[element] = count + 1;
        }

        return [.. order.Select(element => (element, counts[element]))];
    }
}
