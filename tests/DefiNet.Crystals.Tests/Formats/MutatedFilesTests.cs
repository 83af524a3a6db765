using System.Text;
using System.Text.RegularExpressions;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats;
using DefiNet.Crystals.Formats.Cif;
using DefiNet.Crystals.Formats.ExtendedXyz;
using DefiNet.Crystals.Formats.Poscar;

namespace DefiNet.Tests.Formats;

/// <summary>Whatever is done to a file, it is read or refused with a sentence that names it and its line; memory stays bounded by the file.</summary>
public sealed partial class MutatedFilesTests
{
    private const int Mutations = 10_000;
    private const long MostBytesPerFile = 4 << 20;

    private static readonly string[] Words =
    [
        "-1", "0", "1e308", "1e-308", "NaN", "inf", "999999999999", "1000000", "2147483648", "T", "loop_", "data_x", "save_", "_cell_length_a", "'", "\"", ";", "\n;\n", "#", "\0",
        "Selective", "Direct", "Cartesian", "Mo_sv/x", "Lattice=\"", "Properties=", ":", "{", "[", "\\", "\u00e9", "\ud83d\ude00", "x,y,z", "'-x,-y,-z'", "_symmetry_equiv_pos_as_xyz", "?", ".", "(", "3(", "\r", "\t",
    ];

    [Fact]
    public void Ten_thousand_mutated_POSCAR_files_are_read_or_refused()
    {
        var structure = RandomCrystal.MoS2(2) with { Freedom = [.. Enumerable.Repeat(AxisFreedom.Free, 12)], Velocities = [.. Enumerable.Repeat(new Vector3(1, 2, 3), 12)] };
        Mutate(
            [
                PoscarWriter.ToText(structure),
                PoscarWriter.ToText(RandomCrystal.Of(1, 30, 6, 1), new() { Cartesian = true, Decimals = 4 }),
                "Mo S\n-20\n1 0 0\n0 1 0\n0 0 5\n1\n2\nCartesian\n0 0 0\n0 0 1.5\n0.3 0 1e-3\n",
            ],
            StructureFormat.Poscar);
    }

    [Fact]
    public void Ten_thousand_mutated_CIF_files_are_read_or_refused() => Mutate(
        [
            CifWriter.ToText(RandomCrystal.MoS2(2)),
            CifWriter.ToText(RandomCrystal.MoS2(1)).Replace("'x, y, z'", "'x, y, z'\n'-x,-y,-z'\n'1/2+x,y,0.5-z'", StringComparison.Ordinal),
            "# c\ndata_a\n_t\n;\ntext\n;\n" + CifWriter.ToText(RandomCrystal.Of(3, 5, 6, 0.5)) + "loop_\n_a _b\n'q q' \"w\" ? .\n",
        ],
        StructureFormat.Cif);

    [Fact]
    public void Ten_thousand_mutated_extended_XYZ_files_are_read_or_refused()
    {
        var structure = RandomCrystal.MoS2(2);
        var frame = new XyzFrame
        {
            Structure = structure,
            Columns = [XyzColumn.OfVectors("forces", structure.Cartesian), new() { Name = "kind", Kind = XyzColumnKind.Text, Width = 1, Words = [.. structure.Species.Select(element => element.Symbol)] }],
            Info = [new("energy", "-1.5"), new("note", "two \"words\""), new("array", "[[1, 2], [3, 4]]")],
        };
        Mutate([XyzWriter.ToText(frame) + XyzWriter.ToText(frame), XyzWriter.ToText(new() { Structure = RandomCrystal.Of(2, 9, 5, 1) })], StructureFormat.ExtendedXyz);
    }

    private static void Mutate(string[] originals, StructureFormat format)
    {
        var (read, refused) = (0, 0);
        Parallel.For(0, Mutations, seed =>
        {
            var random = new Random(seed);
            var text = originals[random.Next(originals.Length)];
            for (var times = random.Next(1, 4); times > 0; times--)
                text = Mutated(text, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var structure = StructureFile.Read(new StringReader(text), "mutant", format);
                Assert.True(structure.Count > 0);
                Assert.All(structure.Cartesian, position => Assert.True(position.IsFinite));
                Interlocked.Increment(ref read);
            }
            catch (CrystalException failure)
            {
                Assert.True(Sentence().IsMatch(failure.Message), $"seed {seed}: {failure.Message}");
                Interlocked.Increment(ref refused);
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"seed {seed}: {failure}");
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytesPerFile, $"seed {seed} allocates {GC.GetAllocatedBytesForCurrentThread() - before} bytes");
        });

        Assert.Equal(Mutations, read + refused);
        Assert.True(read > Mutations / 100 && refused > Mutations / 10, $"{read} read, {refused} refused");
    }

    private static string Mutated(string text, Random random)
    {
        if (text.Length == 0)
            return "x";
        var at = random.Next(text.Length);
        var length = Math.Min(random.Next(1, 20), text.Length - at);
        var result = new StringBuilder(text);
        switch (random.Next(9))
        {
            case 0:
                return text[..at];
            case 1:
                return result.Remove(at, length).ToString();
            case 2:
                return result.Insert(at, Words[random.Next(Words.Length)]).ToString();
            case 3:
                result[at] = (char)random.Next(1, 256);
                return result.ToString();
            case 4:
                result[at] = (char)random.Next('0', '9' + 1);
                return result.ToString();
            case 5:
                return result.Insert(at, text.AsSpan(random.Next(text.Length - length + 1), length)).ToString();
            case 6:
                return OnLines(text, random, (lines, line) => lines.RemoveAt(line));
            case 7:
                return OnLines(text, random, (lines, line) => lines.Insert(random.Next(lines.Count + 1), lines[line]));
            default:
                return OnFields(text, random);
        }
    }

    private static string OnLines(string text, Random random, Action<List<string>, int> change)
    {
        var lines = text.Split('\n').ToList();
        change(lines, random.Next(lines.Count));
        return string.Join('\n', lines);
    }

    private static string OnFields(string text, Random random)
    {
        var fields = text.Split(' ');
        fields[random.Next(fields.Length)] = Words[random.Next(Words.Length)];
        return string.Join(' ', fields);
    }

    [GeneratedRegex(@"^mutant:\d+: .{10,}\.$", RegexOptions.Singleline)]
    private static partial Regex Sentence();
}
