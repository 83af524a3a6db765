using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

/// <summary>What is written of a thousand made-up settings and structures is read back equal.</summary>
public sealed class SettingsRoundTripTests
{
    private const int Many = 1000;

    private static readonly string[] Names =
    [
        "SYSTEM", "ENCUT", "EDIFF", "EDIFFG", "NSW", "IBRION", "ISIF", "ISPIN", "MAGMOM", "LDAU", "LDAUU", "ALGO", "PREC", "LREAL", "NCORE", "KPAR", "SIGMA", "ISMEAR", "LWAVE", "POTIM", "NELM", "GGA", "X_UNKNOWN7", "KERNEL/LTRUNCATE", "A/B/C",
    ];

    [Fact]
    public void An_INCAR()
    {
        for (var seed = 0; seed < Many; seed++)
        {
            var random = new Random(seed);
            var incar = new Incar(Names.Where(_ => random.Next(2) == 0).Select(name => new IncarTag(name, Value(random))));
            var text = new StringWriter();
            incar.Write(text);

            var read = Incar.Read(new StringReader(text.ToString()), "INCAR");

            Assert.Equal(incar.Tags.Select(tag => (tag.Name, tag.Value)).Order(), read.Tags.Select(tag => (tag.Name, tag.Value)).Order());
        }
    }

    [Fact]
    public void Points_of_the_zone()
    {
        for (var seed = 0; seed < Many; seed++)
        {
            var random = new Random(seed);
            var points = Points(random);
            var text = new StringWriter();
            points.Write(text);

            var read = Kpoints.Read(new StringReader(text.ToString()), "KPOINTS");

            Assert.Equal((points.Mode, points.Divisions, points.Shift, points.PointsPerLine, points.Cartesian, points.Count), (read.Mode, read.Divisions, read.Shift, read.PointsPerLine, read.Cartesian, read.Count));
            Assert.Equal(points.Points, read.Points);
            Assert.Equal(points.Weights, read.Weights);
            Assert.Equal(points.Labels, read.Labels);
            Assert.Equal(points.Enumerate(), read.Enumerate());
        }
    }

    [Fact]
    public void A_POSCAR_to_the_last_bit_and_a_CONTCAR_to_its_sixteen_decimals()
    {
        var folder = Directory.CreateTempSubdirectory("definet-round-");
        var contcar = Path.Combine(folder.FullName, "CONTCAR");
        for (var seed = 0; seed < Many; seed++)
        {
            var structure = new RandomRun(seed).Start;

            var read = PoscarReader.Read(new StringReader(PoscarWriter.ToText(structure)), "POSCAR");
            ContcarFile.Replace(contcar, structure, "made up");
            var again = ContcarReader.Read(contcar, structure);

            Assert.Equal(structure.Species, read.Species);
            Assert.Equal((structure.Lattice.A, structure.Lattice.B, structure.Lattice.C), (read.Lattice.A, read.Lattice.B, read.Lattice.C));
            Assert.Equal(structure.Fractional, read.Fractional);
            Assert.Equal(structure.Freedom.IsDefault ? [] : structure.Freedom, read.Freedom.IsDefault ? [] : read.Freedom);
            Assert.Equal(structure.Freedom.IsDefault ? [] : structure.Freedom, again.Freedom.IsDefault ? [] : again.Freedom);
            Assert.All(structure.Fractional.Zip(again.Fractional), pair => Assert.Equal(0, (pair.First - pair.Second).Length, 1e-15));
        }

        folder.Delete(recursive: true);
    }

    private static string Value(Random random) => random.Next(8) switch
    {
        0 => random.Next(-5, 500).ToString(CultureInfo.InvariantCulture),
        1 => ((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 4))).ToString("R", CultureInfo.InvariantCulture),
        2 => random.Next(2) == 0 ? ".TRUE." : "F",
        3 => "191*0.6 1*-2.0",
        4 => "two words; and # a remark ! in {quotes}",
        5 => "first line\nsecond line",
        6 => "1D-5",
        _ => "Accurate",
    };

    private static Kpoints Points(Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                return Kpoints.Gamma(random.Next(1, 12), random.Next(1, 12), random.Next(1, 3), random.Next(2) == 0 ? default : Vector());
            case 1:
                return Kpoints.MonkhorstPack(random.Next(1, 12), random.Next(1, 12), random.Next(1, 3), random.Next(2) == 0 ? default : Vector());
            case 2:
                var count = random.Next(1, 20);
                return Kpoints.Explicit([.. Enumerable.Range(0, count).Select(_ => Vector())], [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(1, 9))], random.Next(2) == 0);
            case 3:
                var ends = 2 * random.Next(1, 6);
                return Kpoints.Lines(random.Next(1, 60), [.. Enumerable.Range(0, ends).Select(_ => Vector())], [.. Enumerable.Range(0, ends).Select(end => end % 3 == 0 ? "" : $"P{end}")], random.Next(2) == 0);
            default:
                return Kpoints.Read(new StringReader(string.Create(CultureInfo.InvariantCulture, $"c\n0\nAuto\n{random.Next(5, 80)}\n")), "KPOINTS");
        }

        Vector3 Vector() => new(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5);
    }
}
