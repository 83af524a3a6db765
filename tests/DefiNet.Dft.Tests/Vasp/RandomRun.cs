using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Records;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

/// <summary>A run made up from a seed: structure, settings, steps, and how it ends.</summary>
internal sealed class RandomRun
{
    public static readonly string[] Files = ["OUTCAR", "OSZICAR", "XDATCAR", "vasprun.xml", "CONTCAR"];

    private static readonly string[] Symbols = ["Mo", "S", "W", "Se", "B", "N", "C", "Ga", "In", "P"];

    public RandomRun(int seed)
    {
        var random = new Random(seed);
        var lattice = Lattice.FromParameters(Length(), Length(), Length(), Angle(), Angle(), Angle());
        var atoms = random.Next(1, 9);
        var species = Enumerable.Range(0, atoms).Select(_ => Element.Parse(Symbols[random.Next(Symbols.Length)])).ToImmutableArray();
        Start = new(lattice, species, [.. Enumerable.Range(0, atoms).Select(_ => Rounded(new(random.NextDouble() * 1.4 - 0.2, random.NextDouble(), random.NextDouble()), 8))], "made up")
        {
            Freedom = random.Next(3) == 0 ? [.. Enumerable.Range(0, atoms).Select(_ => new AxisFreedom(random.Next(4) > 0, random.Next(4) > 0, random.Next(4) > 0))] : default,
        };
        Nelm = random.Next(3, 8);
        Ediffg = random.Next(3) switch { 0 => -0.05, 1 => -0.015, _ => 0.001 };
        Incar = new([new("SYSTEM", "made up"), new("NSW", "50"), new("IBRION", $"{random.Next(1, 4)}"), new("NELM", $"{Nelm}"), new("EDIFF", "1E-6"), new("EDIFFG", FormattableString.Invariant($"{Ediffg}"))]);
        Steps = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => new Step(
            Start.WithFractional([.. Start.Fractional.Select(position => Rounded(position + 0.01 * Vector(1), 8))]),
            [.. Enumerable.Range(0, atoms).Select(_ => Rounded(Vector(random.Next(2) == 0 ? 0.02 : 2), 6))],
            Math.Round(-1000 * random.NextDouble(), 8),
            Math.Round(-1000 * random.NextDouble(), 8),
            random.Next(1, Nelm + 1),
            random.Next(2) == 0 ? new Stress(Kilobar(), Kilobar(), Kilobar(), Kilobar(), Kilobar(), Kilobar()) : null,
            random.Next(2) == 0 ? Math.Round(100 * random.NextDouble(), 4) : null))];
        Reached = random.Next(2) == 0;

        double Length() => 2.5 + 12 * random.NextDouble();
        double Angle() => 75 + 40 * random.NextDouble();
        double Kilobar() => Math.Round(200 * random.NextDouble() - 100, 5);
        Vector3 Vector(double size) => size * new Vector3(2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1);
    }

    public Structure Start { get; }

    public Incar Incar { get; }

    public int Nelm { get; }

    public double Ediffg { get; }

    public ImmutableArray<Step> Steps { get; }

    public bool Reached { get; }

    public void Write(string folder, string program = "surrogate")
    {
        using var run = new VaspRunWriter(folder, Incar, Kpoints.Gamma(2, 1, 1), Start, new(program, "6.1.0", "REHEARSAL"));
        foreach (var step in Steps)
        {
            run.BeginIonicStep();
            for (var i = 0; i < step.Electronic; i++)
                run.ElectronicStep(step.Energy + 1.0 / (i + 1), 1e-3 / (i + 1));
            run.CompleteIonicStep(step.Structure, step.Forces.AsSpan(), step.Energy, step.Stress, step.Seconds, step.Sigma0);
        }

        if (Reached)
            run.ReachedAccuracy();
        run.Finish(TimeSpan.FromSeconds(12.5), TimeSpan.FromSeconds(13.25), 4096);
    }

    private static Vector3 Rounded(Vector3 vector, int decimals) => new(Math.Round(vector.X, decimals), Math.Round(vector.Y, decimals), Math.Round(vector.Z, decimals));

    public sealed record Step(Structure Structure, ImmutableArray<Vector3> Forces, double Energy, double Sigma0, int Electronic, Stress? Stress, double? Seconds);
}
