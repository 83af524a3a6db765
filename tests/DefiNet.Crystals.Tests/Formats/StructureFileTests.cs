using DefiNet.Crystals;
using DefiNet.Crystals.Formats;

namespace DefiNet.Tests.Formats;

public sealed class StructureFileTests
{
    [Theory]
    [InlineData("POSCAR", StructureFormat.Poscar)]
    [InlineData("runs/relax/CONTCAR", StructureFormat.Poscar)]
    [InlineData("tests__x__CONTCAR", StructureFormat.Poscar)]
    [InlineData("POSCAR_scaled", StructureFormat.Poscar)]
    [InlineData("v_Ca_-20.0%.POSCAR", StructureFormat.Poscar)]
    [InlineData("MoS2.vasp", StructureFormat.Poscar)]
    [InlineData("CIF_POSCAR/a.CIF", StructureFormat.Cif)]
    [InlineData("POSCAR.cif", StructureFormat.Cif)]
    [InlineData("train.extxyz", StructureFormat.ExtendedXyz)]
    [InlineData("train.xyz", StructureFormat.ExtendedXyz)]
    [InlineData("notes.txt", null)]
    public void A_name_tells_the_format(string name, StructureFormat? format) => Assert.Equal(format, StructureFile.FormatOfName(name));

    [Theory]
    [InlineData(StructureFormat.Poscar)]
    [InlineData(StructureFormat.Cif)]
    [InlineData(StructureFormat.ExtendedXyz)]
    public void A_file_without_a_telling_name_is_known_by_its_beginning(StructureFormat format)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("something");

        StructureFile.Write(RandomCrystal.MoS2(2), path, format);

        Assert.Equal(12, StructureFile.Read(path, out var found).Count);
        Assert.Equal(format, found);
    }

    [Fact]
    public void A_written_file_is_replaced_whole()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("POSCAR");
        StructureFile.Write(RandomCrystal.MoS2(4), path);

        StructureFile.Write(RandomCrystal.MoS2(1), path);

        Assert.Equal(3, StructureFile.Read(path).Count);
    }

    [Fact]
    public void A_file_of_no_format_a_folder_and_nothing_are_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("notes.txt");
        File.WriteAllText(path, "hello\nworld\n");

        Assert.StartsWith(path + ":1: neither the name nor the first lines tell a format", Assert.Throws<CrystalException>(() => StructureFile.Read(path)).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<CrystalException>(() => StructureFile.Read(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => StructureFile.Read(folder.File("nothing.cif")));
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("definet-formats-").FullName;

        public string File(string name) => System.IO.Path.Combine(Path, name);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
