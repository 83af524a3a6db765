using System.IO.Compression;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Vasp.Potcars;

namespace DefiNet.Dft.Tests.Vasp.Potcars;

public sealed class PotcarTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-potcar-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_header_says_title_element_cutoff_valence_and_functional()
    {
        var header = Assert.Single(Read(MadePotcar.Text("Mo_sv", zval: 14, enmax: 242.676)));

        Assert.Equal(("PAW_PBE Mo_sv 01Jan2030", "Mo_sv", "Mo", "PE", 242.676, 14.0, "PAW_PBE"), (header.Title, header.Symbol, header.Element.Symbol, header.Lexch, header.Enmax, header.Zval, header.Family));
    }

    [Fact]
    public void Potentials_put_together_are_read_in_order_with_the_hashes_that_they_have_alone()
    {
        var together = Read(MadePotcar.Text("Mo") + MadePotcar.Text("S").Replace("\n", " \r\n", StringComparison.Ordinal));

        Assert.Equal(["Mo", "S"], together.Select(header => header.Symbol));
        Assert.Equal(Read(MadePotcar.Text("S"))[0].Sha256, together[1].Sha256);
        Assert.NotEqual(together[0].Sha256, together[1].Sha256);
    }

    [Theory]
    [InlineData("POTCAR.Mo_sv", false)]
    [InlineData("POTCAR.Mo_sv.gz", true)]
    [InlineData("Mo_sv/POTCAR", false)]
    [InlineData("Mo_sv/POTCAR.gz", true)]
    [InlineData("POT_GGA_PAW_PBE/POTCAR.Mo_sv.gz", true)]
    [InlineData("potpaw_PBE.54/Mo_sv/POTCAR", false)]
    public void Libraries_of_every_layout_are_read(string file, bool zipped)
    {
        Put(file, MadePotcar.Text("Mo_sv"), zipped);
        Put("POTCAR.S", MadePotcar.Text("S"));
        var target = Path.Combine(_folder, "run-POTCAR");

        var headers = new PotcarLibrary(_folder).Write([Element.Parse("Mo"), Element.Parse("S")], new Dictionary<string, string> { ["Mo"] = "Mo_sv" }, target);

        Assert.Equal(["Mo_sv", "S"], headers.Select(header => header.Symbol));
        Assert.Equal(headers, PotcarReader.Read(target));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(target) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));
    }

    [Fact]
    public void What_a_library_does_not_have_is_said_with_what_it_has()
    {
        Put("POTCAR.Mo_pv", MadePotcar.Text("Mo_pv"));
        var library = new PotcarLibrary(_folder);

        Assert.Equal($"{_folder}: there is no potential Mo_sv (there is Mo_pv); a library has POTCAR.Mo_sv or Mo_sv/POTCAR, plain or .gz.", Complaint(() => library.PathOf("Mo_sv")));
        Assert.Contains("is no name of a potential", Complaint(() => library.PathOf("../etc")), StringComparison.Ordinal);
        Put("potpaw_LDA/POTCAR.Mo_pv", MadePotcar.Text("Mo_pv"));
        Assert.Contains("say which family is meant", Complaint(() => new PotcarLibrary(_folder).PathOf("Mo_pv")), StringComparison.Ordinal);
        Assert.EndsWith("POTCAR.Mo_pv", new PotcarLibrary(_folder, "potpaw_LDA").PathOf("Mo_pv"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_potential_of_another_element_is_refused()
    {
        Put("POTCAR.S", MadePotcar.Text("Se"));

        Assert.Contains("is one of Se; S is needed", Complaint(() => new PotcarLibrary(_folder).Write([Element.Parse("S")], new Dictionary<string, string>(), Path.Combine(_folder, "P"))), StringComparison.Ordinal);
    }

    [Fact]
    public void No_complaint_shows_the_text_of_a_potential_and_every_mutation_ends_with_a_sentence_or_headers()
    {
        var whole = Encoding.ASCII.GetBytes(MadePotcar.Text("Mo") + MadePotcar.Text("S"));
        for (var seed = 0; seed < 2000; seed++)
        {
            var bytes = Mutated(whole, new Random(seed));
            try
            {
                Assert.All(PotcarReader.Read(bytes, "POTCAR"), header => Assert.InRange(header.Title.Length, 1, 60));
            }
            catch (DftException complaint)
            {
                Assert.StartsWith("POTCAR:", complaint.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("secret", complaint.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("98.26559", complaint.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_cut_file_is_never_a_whole_one()
    {
        var whole = Encoding.ASCII.GetBytes(MadePotcar.Text("Mo"));
        var needed = whole.Length - "et\n".Length;
        for (var length = 0; length < needed; length += 7)
            Assert.Throws<DftException>(() => PotcarReader.Read(whole.AsSpan(0, length), "POTCAR"));
    }

    private static byte[] Mutated(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (var change = random.Next(1, 6); change > 0 && bytes.Count > 1; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(200), bytes.Count - at)));
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(60), bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, "****"u8.ToArray());
                    break;
            }
        }

        return [.. bytes];
    }

    private static System.Collections.Immutable.ImmutableArray<PotcarHeader> Read(string text) => PotcarReader.Read(Encoding.ASCII.GetBytes(text), "POTCAR");

    private static string Complaint(Action act) => Assert.Throws<DftException>(act).Message;

    private void Put(string name, string text, bool zipped = false)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!zipped)
        {
            File.WriteAllText(path, text);
            return;
        }

        using var zip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        zip.Write(Encoding.ASCII.GetBytes(text));
    }
}
