using DefiNet.Crystals;
using DefiNet.Crystals.Formats;

namespace DefiNet.Relaxation.Tests;

public sealed class FileRelaxerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-relax-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_start_has_the_atoms_of_the_file_in_its_order()
    {
        var shuffled = Shuffled();
        var file = Path.Combine(_folder, "POSCAR");
        StructureFile.Write(shuffled, file, StructureFormat.Poscar);
        var relaxer = new FileRelaxer([file], RelaxerFactory.Create("definet", new RelaxerSettings()), host: null, Path.Combine(_folder, "out"), format: StructureFormat.Cif);

        var (start, output) = relaxer.Relax(0, TestContext.Current.CancellationToken);

        var written = StructureFile.Read(output);
        Assert.Equal(Path.Combine(_folder, "out", "POSCAR_definet.cif"), output);
        Assert.Equal(shuffled.Species, written.Species);
        Assert.Equal(0, written.Cartesian.Zip(start.Structure.Cartesian, (one, other) => (one - other).Length).Max(), 1e-4);
        Assert.InRange(start.MaxDisplacement, 0.01, 1);
        Assert.Equal(Gate.Passed, start.Gate);
    }

    [Fact]
    public void Files_of_one_name_are_not_written_over_each_other()
    {
        string[] files = [Path.Combine(_folder, "a", "POSCAR"), Path.Combine(_folder, "b", "POSCAR")];
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            StructureFile.Write(Shuffled(), file, StructureFormat.Poscar);
        }

        var relaxer = new FileRelaxer(files, new RawRelaxer(), host: null, _folder, format: null);

        Assert.Equal(Path.Combine(_folder, "POSCAR_raw.vasp"), relaxer.Relax(0, TestContext.Current.CancellationToken).Path);
        Assert.Equal(Path.Combine(_folder, "POSCAR_raw-2.vasp"), relaxer.Relax(1, TestContext.Current.CancellationToken).Path);
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_named()
    {
        var file = Path.Combine(_folder, "POSCAR");
        StructureFile.Write(Shuffled(), file, StructureFormat.Poscar);

        var complaint = Assert.Throws<RelaxationException>(() => new FileRelaxer([file], new RawRelaxer(), host: null, file, format: null).Relax(0, TestContext.Current.CancellationToken));

        Assert.Contains($"no folder '{file}'", complaint.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_relaxed_host_is_read_in_the_order_of_the_sites()
    {
        var ideal = Samples.Cell.Ideal;
        int[] order = [.. Enumerable.Range(0, ideal.Count).Reverse()];
        var file = Path.Combine(_folder, "host.cif");
        StructureFile.Write(new Structure(ideal.Lattice, [.. order.Select(site => ideal.Species[site])], [.. order.Select(site => ideal.Fractional[site])]), file);

        var host = FileRelaxer.ReadRelaxedHost(file, Samples.Cell.Host);

        Assert.Equal(ideal.Species, host.Species);
        Assert.Equal(0, host.Cartesian.Zip(ideal.Cartesian, (one, other) => (one - other).Length).Max(), 1e-3);
    }

    [Fact]
    public void A_structure_of_no_known_host_is_named_with_its_file()
    {
        var file = Path.Combine(_folder, "copper.cif");
        StructureFile.Write(Structure.Of(Lattice.Cubic(3.6), ("Cu", 0, 0, 0)), file);

        var failure = Assert.Throws<CrystalException>(() => new FileRelaxer([file], new RawRelaxer(), null, _folder, null).Relax(0, TestContext.Current.CancellationToken));

        Assert.StartsWith(file, failure.Message, StringComparison.Ordinal);
    }

    private static Structure Shuffled()
    {
        var structure = Samples.Defective.Structure;
        var order = Enumerable.Range(0, structure.Count).ToArray();
        new Random(1).Shuffle(order);
        return new(structure.Lattice, [.. order.Select(atom => structure.Species[atom])], [.. order.Select(atom => structure.Fractional[atom])]);
    }
}
