using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Relaxation;

/// <summary>Checks that a start is not worse than the unrelaxed structure: no two atoms pressed together, none flung away.</summary>
public sealed class Gate
{
    /// <summary>Verdict on a start that nothing speaks against.</summary>
    public const string Passed = "passed";

    /// <summary>Two atoms nearer than this fraction of the sum of their covalent radii speak against a start, unless they were nearer before.</summary>
    public double SmallestDistanceFraction { get; init; } = 0.65;

    /// <summary>An atom that moved further than this, in Angstrom, speaks against a start.</summary>
    public double LargestDisplacement { get; init; } = 3.0;

    /// <summary>The verdict: <see cref="Passed"/>, or what speaks against the start.</summary>
    /// <param name="raw">The unrelaxed structure.</param>
    /// <param name="start">The same atoms at their new positions.</param>
    public string Judge(Structure raw, Structure start)
    {
        for (var atom = 0; atom < raw.Count; atom++)
        {
            var moved = (start.Cartesian[atom] - raw.Cartesian[atom]).Length;
            if (!(moved <= LargestDisplacement))
                return string.Create(CultureInfo.InvariantCulture, $"atom {atom + 1} ({raw.Species[atom]}) moved by {moved:0.##} Å, more than {LargestDisplacement:0.##} Å");
        }

        return Crowded(raw, start) is { } crowd ? crowd : Passed;
    }

    private string? Crowded(Structure raw, Structure start)
    {
        if (start.Count == 0)
            return null;
        var reach = 2 * SmallestDistanceFraction * start.Species.Max(element => element.CovalentRadius);
        var near = NeighbourList.Of(start, reach);
        for (var atom = 0; atom < start.Count; atom++)
            for (var index = near.Offsets[atom]; index < near.Offsets[atom + 1]; index++)
            {
                var other = near.Neighbours[index];
                var limit = SmallestDistanceFraction * (start.Species[atom].CovalentRadius + start.Species[other].CovalentRadius);
                var distance = near.Distances[index];
                if (distance >= limit)
                    continue;
                var before = raw.Cartesian[other] + raw.Lattice.ToCartesian(near.Images[index].ToVector()) - raw.Cartesian[atom];
                if (before.Length > distance)
                    return string.Create(CultureInfo.InvariantCulture,
                        $"atoms {Math.Min(atom, other) + 1} and {Math.Max(atom, other) + 1} ({start.Species[Math.Min(atom, other)]}, {start.Species[Math.Max(atom, other)]}) are {distance:0.##} Å apart, less than {limit:0.##} Å");
            }

        return null;
    }
}
