using DefiNet.Crystals;

namespace DefiNet.Dft.Potentials;

/// <summary>Makes the bonds, angles and twists of a defect configuration from the sites of its host.</summary>
internal sealed class BondedTerms
{
    /// <summary>Brown and Altermatt's b in Angstrom: a bond of valence s has the length r₀ - b ln s (Acta Cryst. B 41, 244 (1985)).</summary>
    public const double BondValenceSoftness = 0.37;

    // Springs between the atoms around a vacancy: our choice, soft beside any bond.
    private const double RimStiffness = 1.5;

    // A torsion at the edge of a hole in a flat sheet: our choice, as stiff as a double bond's barrier divided by its four torsions, in eV.
    private const double EdgeTorsion = 0.5;

    // An atom with fewer bonds than this is held by links to its neighbourhood where its place is known.
    private const int FirmlyBonded = 3;
    private const double LinkStiffness = 1.5;
    private const double LinkReach = 6.0;

    private readonly HostSites _sites;
    private readonly BondedHost _host;
    private readonly IReadOnlyList<Vector3>? _minimum;
    private readonly List<Bond> _bonds = [];
    private readonly List<bool> _upright = [];
    private readonly List<BondAngle> _angles = [];
    private readonly List<BondTwist> _twists = [];
    private readonly HashSet<(int, int)> _paired = [];
    private readonly List<(int Bond, double Sign)>[] _bondsOf;
    private readonly bool[] _atAnion;
    private readonly int[] _lostBonds;
    private readonly int[] _hostBonds;

    private BondedTerms(HostSites sites, BondedHost host, IReadOnlyList<Vector3>? minimum)
    {
        (_sites, _host, _minimum) = (sites, host, minimum);
        _bondsOf = [.. sites.Species.Select(_ => new List<(int, double)>())];
        _atAnion = new bool[sites.Species.Length];
        _lostBonds = new int[sites.Species.Length];
        _hostBonds = new int[sites.Species.Length];
        Reference = new Vector3[sites.Species.Length];
        for (var site = 0; site < sites.AtomAt.Length; site++)
            if (sites.AtomAt[site] is >= 0 and var atom)
            {
                Reference[atom] = sites.Sites.Cartesian[site];
                _atAnion[atom] = host.Elements.Length > 1 && sites.Sites.Species[site] == host.Elements[1];
            }
    }

    private Vector3[] Reference { get; }

    /// <summary>The terms at rest in the host, or, where <paramref name="minimum"/> gives Cartesian positions (each atom at the image next to its site), at rest there.</summary>
    public static ForceTerms Of(HostSites sites, SiteNeighbours neighbours, BondedHost host, IReadOnlyList<Vector3>? minimum = null)
    {
        var terms = new BondedTerms(sites, host, minimum);
        var pairs = neighbours.Pairs;
        terms.AddBonds(pairs);
        terms.AddAngles();
        if (sites.Flat)
            terms.AddTwists();
        terms.AddRims(pairs);
        if (minimum is not null)
            terms.AddLinks();
        return new([.. terms._bonds], [.. terms._angles], [.. terms._twists]);
    }

    private void AddBonds(IReadOnlyList<(int First, int Second, Vector3 Image, double Length)> pairs)
    {
        foreach (var (first, second, _, _) in pairs)
        {
            var (a, b) = (_sites.AtomAt[first], _sites.AtomAt[second]);
            CountBond(a, b);
            CountBond(b, a);
        }

        foreach (var (first, second, image, length) in pairs)
        {
            var (a, b) = (_sites.AtomAt[first], _sites.AtomAt[second]);
            if (a < 0 || b < 0)
                continue;
            var vector = Reference[b] + _sites.Sites.Lattice.ToCartesian(image) - Reference[a];
            Add(a, b, image, RestLength(first, second, length), _host.Stretch);
            _upright.Add(Math.Abs(Vector3.Dot(vector, _sites.Normal)) > 0.8 * length);
            _bondsOf[a].Add((_bonds.Count - 1, 1));
            _bondsOf[b].Add((_bonds.Count - 1, -1));
        }

        void CountBond(int atom, int other)
        {
            if (atom < 0)
                return;
            _hostBonds[atom]++;
            if (other < 0)
                _lostBonds[atom]++;
        }
    }

    // Length between the host's sites, changed by the elements that sit there and by the valence that lost bonds leave to the others.
    private double RestLength(int firstSite, int secondSite, double hostLength)
    {
        var (a, b) = (_sites.AtomAt[firstSite], _sites.AtomAt[secondSite]);
        var dopants = BondLengths.Of(_sites.Species[a], _sites.Species[b])
            - BondLengths.Of(_sites.Sites.Species[firstSite], _sites.Sites.Species[secondSite]);
        return hostLength + dopants - BondValenceSoftness * (ValenceGain(a) + ValenceGain(b)) / 2;
    }

    // ln of how much more valence each remaining bond of an atom carries; a bond takes the mean of what its two ends ask.
    private double ValenceGain(int atom) => Math.Log((double)_hostBonds[atom] / (_hostBonds[atom] - _lostBonds[atom]));

    private void AddAngles()
    {
        for (var atom = 0; atom < _bondsOf.Length; atom++)
        {
            var bonds = _bondsOf[atom];
            for (var i = 0; i < bonds.Count; i++)
                for (var j = i + 1; j < bonds.Count; j++)
                {
                    var (u, v) = (RestVector(bonds[i].Bond), RestVector(bonds[j].Bond));
                    var sign = bonds[i].Sign * bonds[j].Sign;
                    var cosine = sign * Vector3.Dot(u, v) / (u.Length * v.Length);
                    var other = _atAnion[atom] || _upright[bonds[i].Bond] != _upright[bonds[j].Bond];
                    var stiffness = other ? _host.OtherAngle : _host.Angle;
                    // In radians near the rest angle; the bound keeps angles near 180° from growing stiff beyond measure.
                    _angles.Add(new(bonds[i].Bond, bonds[j].Bond, sign, cosine, stiffness / Math.Max(1 - cosine * cosine, 0.25)));
                }
        }
    }

    private void AddTwists()
    {
        foreach (var bonds in _bondsOf)
            if (bonds.Count == 3)
                AddTwist(bonds[0], bonds[1], bonds[2], _host.Bending);
        for (var middle = 0; middle < _upright.Count; middle++)
        {
            var (a, b) = (_bonds[middle].First, _bonds[middle].Second);
            if (_bondsOf[a].Count >= 3 && _bondsOf[b].Count >= 3)
                continue;
            foreach (var before in _bondsOf[a])
                foreach (var after in _bondsOf[b])
                    if (before.Bond != middle && after.Bond != middle)
                        AddTwist(before, (middle, 1), after, EdgeTorsion);
        }
    }

    private void AddTwist((int Bond, double Sign) first, (int Bond, double Sign) second, (int Bond, double Sign) third, double stiffness)
    {
        var (u, v, w) = (RestVector(first.Bond), RestVector(second.Bond), RestVector(third.Bond));
        var scale = first.Sign * second.Sign * third.Sign / (u.Length * v.Length * w.Length);
        _twists.Add(new(first.Bond, second.Bond, third.Bond, scale, scale * Vector3.Dot(u, Vector3.Cross(v, w)), stiffness));
    }

    // The atoms around a vacancy: metals and boron lean on each other, anions repel, phosphorus rebonds.
    private void AddRims(IReadOnlyList<(int First, int Second, Vector3 Image, double Length)> pairs)
    {
        for (var vacancy = 0; vacancy < _sites.AtomAt.Length; vacancy++)
        {
            if (_sites.AtomAt[vacancy] >= 0)
                continue;
            var rim = new List<(int Atom, Vector3 Image)>();
            foreach (var (first, second, image, _) in pairs)
            {
                if (first == vacancy && _sites.AtomAt[second] >= 0)
                    rim.Add((_sites.AtomAt[second], image));
                if (second == vacancy && _sites.AtomAt[first] >= 0)
                    rim.Add((_sites.AtomAt[first], -image));
            }

            for (var i = 0; i < rim.Count; i++)
                for (var j = i + 1; j < rim.Count; j++)
                {
                    var change = RimStrain(_sites.Species[rim[i].Atom], _sites.Species[rim[j].Atom]);
                    var image = rim[j].Image - rim[i].Image;
                    var apart = (Reference[rim[j].Atom] + _sites.Sites.Lattice.ToCartesian(image) - Reference[rim[i].Atom]).Length;
                    if (change != 0 && rim[i].Atom != rim[j].Atom && !Paired(rim[i].Atom, rim[j].Atom))
                        Add(rim[i].Atom, rim[j].Atom, image, (1 + change) * apart, RimStiffness);
                }
        }
    }

    // Rest distance across a vacancy against the host's: our choice of sign from chemistry, of size so that neighbours move by a tenth of an Angstrom or so.
    private static double RimStrain(Element first, Element second) => (Kind(first), Kind(second)) switch
    {
        ('m', 'm') => -0.06,
        ('p', 'p') => -0.12,
        ('x', 'x') => 0.03,
        _ => 0,
    };

    private static char Kind(Element element) => element.Symbol switch
    {
        "S" or "Se" or "N" => 'x',
        "P" => 'p',
        "Mo" or "W" or "Ga" or "In" or "B" => 'm',
        _ => '-',
    };

    // Where the place of every atom is known, those with too few bonds to hold them there are tied to the atoms next to them.
    private void AddLinks()
    {
        for (var atom = 0; atom < _bondsOf.Length; atom++)
        {
            var missing = FirmlyBonded + 1 - _bondsOf[atom].Count;
            if (_bondsOf[atom].Count >= FirmlyBonded)
                continue;
            var near = Enumerable.Range(0, _bondsOf.Length)
                .Where(other => other != atom && !Paired(atom, other))
                .Select(other => (Other: other, Image: NearestImage(atom, other)))
                .Select(pair => (pair.Other, pair.Image, Apart: MinimumVector(atom, pair.Other, pair.Image).Length))
                .Where(pair => pair.Apart < LinkReach)
                .OrderBy(pair => pair.Apart).ThenBy(pair => pair.Other)
                .Take(missing);
            foreach (var (other, image, apart) in near)
                Add(atom, other, image, apart, LinkStiffness);
        }
    }

    private Vector3 NearestImage(int first, int second)
    {
        var fractional = _sites.Sites.Lattice.ToFractional(_minimum![second] - _minimum[first]);
        return new(-Math.Round(fractional.X), -Math.Round(fractional.Y), -Math.Round(fractional.Z));
    }

    private void Add(int first, int second, Vector3 image, double rest, double stiffness)
    {
        _bonds.Add(new(first, second, image, _minimum is null ? rest : MinimumVector(first, second, image).Length, stiffness));
        _paired.Add((Math.Min(first, second), Math.Max(first, second)));
    }

    private bool Paired(int first, int second) => _paired.Contains((Math.Min(first, second), Math.Max(first, second)));

    private Vector3 RestVector(int bond)
    {
        var (first, second, image) = (_bonds[bond].First, _bonds[bond].Second, _bonds[bond].Image);
        return _minimum is null
            ? Reference[second] + _sites.Sites.Lattice.ToCartesian(image) - Reference[first]
            : MinimumVector(first, second, image);
    }

    private Vector3 MinimumVector(int first, int second, Vector3 image) =>
        _minimum![second] + _sites.Sites.Lattice.ToCartesian(image) - _minimum[first];
}
