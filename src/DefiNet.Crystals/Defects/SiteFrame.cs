namespace DefiNet.Crystals.Defects;

/// <summary>An ideal supercell laid upon a structure: moved as a whole, each sublattice of a layer at the height it has there.</summary>
internal sealed class SiteFrame
{
    // Atoms farther than this times the host's nearest-neighbour distance from every free site are adatoms.
    private const double ReachInNeighbourDistances = 0.9; // chosen so that relaxed 2DMD structures keep their descriptors

    // Movements below this many Angstrom are the rounding of files with five decimals.
    private const double Rounding = 1e-3;

    // A frame that fits so well needs no search for another; see WaysFrom.
    public const double GoodFit = 0.75;

    private const int MaxTrialAtoms = 24;
    private const int Refinements = 6;

    private readonly Supercell _supercell;
    private readonly Structure _structure;
    private readonly Vector3[] _position;  // of each atom, fractional, in the structure's cell
    private readonly Vector3 _step;        // one host cell, in the structure's fractional coordinates
    private readonly Vector3[] _basis;     // of each host atom, fractional, in the structure's cell
    private readonly double _reach;        // in Angstrom
    private readonly Vector3 _range;       // the same along each axis, as a fraction of the cell's height
    private Vector3[] _moved;              // of each host atom: its position after the shift

    private SiteFrame(Supercell supercell, Structure structure)
    {
        (_supercell, _structure) = (supercell, structure);
        _position = [.. structure.Fractional.Select(position => position.WrapToUnit())];
        _step = new(1.0 / supercell.A, 1.0 / supercell.B, 1.0 / supercell.C);
        _basis = [.. supercell.Ideal.Fractional.Take(supercell.Host.SitesPerCell)];
        _reach = ReachInNeighbourDistances * supercell.Host.NearestNeighbourDistance;
        var heights = structure.Lattice.Heights;
        _range = new(_reach / heights.X, _reach / heights.Y, _reach / heights.Z);
        _moved = _basis;
    }

    /// <summary>The ideal sites.</summary>
    public Supercell Supercell => _supercell;

    /// <summary>How well atoms sit on sites of their element: 1 when all do exactly, 0 when none does.</summary>
    public double Fit { get; private set; }

    /// <summary>Cartesian way, in Angstrom, from the ideal supercell to the structure.</summary>
    public Vector3 Shift { get; private set; }

    /// <summary>Lays the supercell upon the structure.</summary>
    public static SiteFrame Align(Supercell supercell, Structure structure)
    {
        var frame = new SiteFrame(supercell, structure);
        var shift = frame.Refined(Vector3.Zero, out var fit);
        if (fit < GoodFit)
            shift = frame.Searched(shift, fit);
        frame.Settle(shift);
        return frame;
    }

    /// <summary>Fractional position of an ideal site in the cell of the structure, or of the same one with other vectors.</summary>
    public Vector3 PositionIn(Structure structure, int site)
    {
        var (a, b, c) = _supercell.CellOf(site);
        var position = _moved[site % _moved.Length] + new Vector3(a * _step.X, b * _step.Y, c * _step.Z);
        return ReferenceEquals(structure, _structure) ? position : structure.Lattice.ToFractional(_structure.Lattice.ToCartesian(position)).WrapToUnit();
    }

    /// <summary>Site of each atom, -1 for an adatom, and its distance from there.</summary>
    public int[] Assign(out double[] distances)
    {
        var candidates = new List<(int Site, double Cost)>[_position.Length];
        for (var atom = 0; atom < candidates.Length; atom++)
            CollectWithin(_position[atom], _moved, candidates[atom] = []);
        var sites = SiteAssignment.Solve(candidates, _supercell.SiteCount, _reach * _reach);
        distances = new double[sites.Length];
        for (var atom = 0; atom < sites.Length; atom++)
            distances[atom] = sites[atom] < 0 ? double.NaN : Math.Sqrt(candidates[atom].Find(candidate => candidate.Site == sites[atom]).Cost);
        return sites;
    }

    // The best of the shifts that lay a host atom upon some atom of its element, refined; the smaller movement wins where two fit alike.
    private Vector3 Searched(Vector3 shift, double fit)
    {
        var (best, bestFit) = (shift, fit);
        var stride = Math.Max(1, _position.Length / MaxTrialAtoms);
        for (var atom = 0; atom < _position.Length; atom += stride)
            for (var site = 0; site < _basis.Length; site++)
            {
                if (_structure.Species[atom] != _supercell.Ideal.Species[site])
                    continue;
                var way = _position[atom] - _basis[site];
                var trial = Refined(new(Rest(way.X, _step.X), Rest(way.Y, _step.Y), Rest(way.Z, _step.Z)), out var trialFit);
                if (trialFit > bestFit + 1e-9 || (trialFit > bestFit - 1e-9 && Length(trial) < Length(best) - 1e-6))
                    (best, bestFit) = (trial, trialFit);
            }

        return best;
    }

    // Moves by the typical way from site to atom until that way is nothing.
    private Vector3 Refined(Vector3 shift, out double fit)
    {
        fit = 0;
        for (var round = 0; round < Refinements; round++)
        {
            var ways = WaysFrom(shift, out fit);
            var move = MeanOfMedians(ways);
            shift += move;
            if (Length(move) < Rounding / 10)
                break;
        }

        WaysFrom(shift, out fit);
        return shift;
    }

    // Keeps the shift, and in a layer the height of every sublattice, unless they are no more than the rounding of a file.
    private void Settle(Vector3 shift)
    {
        var lengths = _structure.Lattice.Lengths;
        var ways = WaysFrom(shift, out var fit);
        Fit = fit;
        _moved = new Vector3[_basis.Length];
        for (var site = 0; site < _basis.Length; site++)
        {
            var height = _supercell.Host.IsLayer && ways[site].Count > 2 ? Median(ways[site], way => way.Z) : 0;
            _moved[site] = _basis[site] + new Vector3(
                Kept(shift.X, lengths.X), Kept(shift.Y, lengths.Y), Kept(shift.Z + height, lengths.Z));
        }

        Shift = _structure.Lattice.ToCartesian(new(Kept(shift.X, lengths.X), Kept(shift.Y, lengths.Y), Kept(shift.Z, lengths.Z)));

        static double Kept(double fraction, double length) => Math.Abs(fraction * length) < Rounding ? 0 : fraction;
    }

    // For every host atom, the fractional ways from its sites to the atoms of its element that have one of them as their nearest site.
    // The fit is the mean over the atoms: 1 on such a site, falling to 0 at the reach, 0 for the others.
    private List<Vector3>[] WaysFrom(Vector3 shift, out double fit)
    {
        var moved = Array.ConvertAll(_basis, position => position + shift);
        var ways = Array.ConvertAll(_basis, _ => new List<Vector3>());
        var sum = 0.0;
        for (var atom = 0; atom < _position.Length; atom++)
        {
            var (site, way) = NearestTo(_position[atom], moved);
            if (site < 0 || _supercell.Ideal.Species[site] != _structure.Species[atom])
                continue;
            ways[site].Add(way);
            sum += 1 - _structure.Lattice.ToCartesian(way).Length / _reach;
        }

        fit = sum / Math.Max(_position.Length, 1);
        return ways;
    }

    private static Vector3 MeanOfMedians(List<Vector3>[] ways)
    {
        var sum = Vector3.Zero;
        var counted = 0;
        foreach (var list in ways)
        {
            if (list.Count == 0)
                continue;
            sum += new Vector3(Median(list, way => way.X), Median(list, way => way.Y), Median(list, way => way.Z));
            counted++;
        }

        return counted == 0 ? sum : sum / counted;
    }

    private static double Median(List<Vector3> ways, Func<Vector3, double> component)
    {
        var values = new double[ways.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = component(ways[i]);
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[values.Length / 2 - 1] + values[values.Length / 2]) / 2;
    }

    private (int HostAtom, Vector3 Way) NearestTo(Vector3 position, Vector3[] basis)
    {
        var (best, bestWay, bestLength) = (-1, Vector3.Zero, _reach * _reach);
        for (var atom = 0; atom < basis.Length; atom++)
        {
            var way = position - basis[atom];
            var (low, high) = CellsNear(way);
            for (var a = low.A; a <= high.A; a++)
                for (var b = low.B; b <= high.B; b++)
                    for (var c = low.C; c <= high.C; c++)
                    {
                        var candidate = new Vector3(way.X - a * _step.X, way.Y - b * _step.Y, way.Z - c * _step.Z);
                        var length = _structure.Lattice.ToCartesian(candidate).LengthSquared;
                        if (length < bestLength)
                            (best, bestWay, bestLength) = (atom, candidate, length);
                    }
        }

        return (best, bestWay);
    }

    private void CollectWithin(Vector3 position, Vector3[] basis, List<(int Site, double Cost)> candidates)
    {
        for (var atom = 0; atom < basis.Length; atom++)
        {
            var way = position - basis[atom];
            var (low, high) = CellsNear(way);
            for (var a = low.A; a <= high.A; a++)
                for (var b = low.B; b <= high.B; b++)
                    for (var c = low.C; c <= high.C; c++)
                    {
                        var cost = _structure.Lattice.ToCartesian(new(way.X - a * _step.X, way.Y - b * _step.Y, way.Z - c * _step.Z)).LengthSquared;
                        if (cost >= _reach * _reach)
                            continue;
                        var site = _supercell.SiteAt(a, b, c, atom);
                        var known = candidates.FindIndex(candidate => candidate.Site == site);
                        if (known < 0)
                            candidates.Add((site, cost));
                        else if (cost < candidates[known].Cost)
                            candidates[known] = (site, cost);
                    }
        }
    }

    // The cells whose image of a host atom may lie within reach of a position that is this way from the atom in cell 0.
    private ((int A, int B, int C) Low, (int A, int B, int C) High) CellsNear(Vector3 way) => (
        ((int)Math.Ceiling((way.X - _range.X) / _step.X), (int)Math.Ceiling((way.Y - _range.Y) / _step.Y), (int)Math.Ceiling((way.Z - _range.Z) / _step.Z)),
        ((int)Math.Floor((way.X + _range.X) / _step.X), (int)Math.Floor((way.Y + _range.Y) / _step.Y), (int)Math.Floor((way.Z + _range.Z) / _step.Z)));

    private double Length(Vector3 fractional) => _structure.Lattice.ToCartesian(fractional).Length;

    private static double Rest(double way, double step) => way - Math.Round(way / step) * step;
}
