using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Crystals.Neighbours;
using DefiNet.Inference;
using DefiNet.Inference.Potentials;

namespace DefiNet.Relaxation;

/// <summary>Checks that a start is not worse than the unrelaxed structure: no two atoms pressed together, none flung away, and no higher energy where a potential is asked.</summary>
public sealed class Gate
{
    private const double EnergyRounding = 1e-6;

    /// <summary>Verdict on a start that nothing speaks against.</summary>
    public const string Passed = "passed";

    /// <summary>Two atoms nearer than this fraction of the sum of their covalent radii speak against a start, unless they were nearer before.</summary>
    public double SmallestDistanceFraction { get; init; } = 0.65;

    /// <summary>An atom that moved further than this, in Angstrom, speaks against a start.</summary>
    public double LargestDisplacement { get; init; } = 3.0;

    /// <summary>A potential whose energy must not be higher at the start than at the unrelaxed structure; null for none.</summary>
    public IPotentialModel? Potential { get; init; }

    /// <summary>The same gate, asking a potential.</summary>
    public Gate With(IPotentialModel potential) => new() { SmallestDistanceFraction = SmallestDistanceFraction, LargestDisplacement = LargestDisplacement, Potential = potential };

    /// <summary>What speaks against a start whose energy is higher than that of the unrelaxed structure by more than single precision leaves open; null when it is not.</summary>
    /// <param name="before">Energy of the unrelaxed structure in eV.</param>
    /// <param name="after">Energy of the start in eV.</param>
    /// <param name="potential">The potential that says so.</param>
    public static string? JudgeEnergies(double before, double after, string potential) =>
        after <= before + EnergyRounding * Math.Max(1, Math.Abs(before))
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"its energy by {potential} is {after - before:0.000} eV above that of the unrelaxed structure");

    /// <summary>The verdict: <see cref="Passed"/>, or what speaks against the start.</summary>
    /// <param name="raw">The unrelaxed structure.</param>
    /// <param name="start">The same atoms at their new positions.</param>
    public string Judge(Structure raw, Structure start)
    {
        for (var atom = 0; atom < raw.Count; atom++)
        {
            var moved = Moves.Of(raw, start, atom).Length;
            if (!(moved <= LargestDisplacement))
                return string.Create(CultureInfo.InvariantCulture, $"atom {atom + 1} ({raw.Species[atom]}) moved by {moved:0.##} Å, more than {LargestDisplacement:0.##} Å");
        }

        return Crowded(raw, start) ?? Uphill(raw, start) ?? Passed;
    }

    private string? Uphill(Structure raw, Structure start)
    {
        if (Potential is null)
            return null;
        var evaluator = Potential.CreateEvaluator(threads: 1);
        try
        {
            evaluator.Evaluate(raw);
            var before = evaluator.Energy;
            evaluator.Evaluate(start);
            return JudgeEnergies(before, evaluator.Energy, Potential.Architecture);
        }
        catch (InferenceException cause)
        {
            return $"{Potential.Architecture} cannot judge it: {cause.Message.TrimEnd('.')}";
        }
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
