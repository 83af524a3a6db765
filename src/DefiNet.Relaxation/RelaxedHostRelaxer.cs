using System.Diagnostics;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Matching;

namespace DefiNet.Relaxation;

/// <summary>Puts every atom where its site lies in the relaxed pristine supercell: what of a relaxation is the host's and not the defects'.</summary>
/// <remarks>
/// Atoms go to the nearest periodic image of their site. Adatoms, which have no site, stay.
/// Where the structure lies elsewhere in its cell than the host does (as files of another origin may), the common shift is taken out first.
/// </remarks>
public sealed class RelaxedHostRelaxer : IRelaxer
{
    private const double CellTolerance = 1e-3;

    // A relaxed host moves by hundredths of an Angstrom and by symmetry not as a whole; a mean beyond this is another origin.
    private const double SameOrigin = 0.3;

    private readonly Structure _host;
    private readonly Gate _gate;

    /// <summary>Takes the relaxed pristine supercell; its atoms are the ideal sites in their order.</summary>
    public RelaxedHostRelaxer(Structure relaxedHost, Gate? gate = null) => (_host, _gate) = (relaxedHost, gate ?? new Gate());

    /// <inheritdoc/>
    public string Name => RelaxerFactory.RawRelaxedHost;

    /// <inheritdoc/>
    public string? Model => null;

    /// <inheritdoc/>
    public string? ModelSha256 => null;

    /// <inheritdoc/>
    public RelaxedStart Relax(Configuration configuration, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var clock = Stopwatch.StartNew();
        var structure = configuration.Structure;
        CheckCell(structure.Lattice);

        var nearest = new NearestImage(structure.Lattice);
        var moves = new Vector3[structure.Count];
        var sited = 0;
        var mean = Vector3.Zero;
        for (var atom = 0; atom < structure.Count; atom++)
        {
            var site = configuration.Sites[atom];
            if (site < 0)
                continue;
            if (site >= _host.Count)
                throw new RelaxationException($"Atom {atom + 1} sits on site {site} of the supercell, the relaxed host has sites 0 to {_host.Count - 1}; relax the same supercell.");
            moves[atom] = nearest.OfFractional(_host.Fractional[site] - structure.Fractional[atom]);
            mean += moves[atom];
            sited++;
        }

        if (sited == 0)
            throw new RelaxationException("No atom sits on a site of the host; a configuration of this host is needed.");
        mean /= sited;
        var shift = mean.Length > SameOrigin ? mean : Vector3.Zero;
        var start = structure.WithCartesian(
            [.. structure.Cartesian.Select((position, atom) => configuration.Sites[atom] < 0 ? position : position + moves[atom] - shift)]);
        var (meanMove, maxMove) = Moves.Between(structure, start);
        return new(start, Steps: 0, Converged: true, clock.Elapsed.TotalSeconds, meanMove, maxMove, EnergyStart: null, EnergyEnd: null, _gate.Judge(structure, start));
    }

    private void CheckCell(Lattice lattice)
    {
        Check(lattice.A, _host.Lattice.A, "a");
        Check(lattice.B, _host.Lattice.B, "b");
        Check(lattice.C, _host.Lattice.C, "c");

        static void Check(Vector3 own, Vector3 hosts, string name)
        {
            if ((own - hosts).Length > CellTolerance * own.Length)
                throw new RelaxationException($"The lattice vector {name} of the configuration and that of the relaxed host differ by {(own - hosts).Length:0.###} Å; relax the host in the configuration's own supercell.");
        }
    }
}
