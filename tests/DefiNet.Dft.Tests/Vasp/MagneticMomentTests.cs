using System.Text;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class MagneticMomentTests
{
    [Theory]
    [InlineData("aiida-vasp__src__aiida_vasp__test_data__magnetization__OUTCAR.gz", 6.4424922, new[] { 1.621, 1.619, 1.640, 1.640 })]
    [InlineData("pyiron_atomistics__tests__static__vasp_test_files__outcar_samples__OUTCAR_4.gz", 4.2125079, new[] { 2.111, 2.111 })]
    public void The_last_table_of_a_real_OUTCAR_gives_the_moment_of_each_atom(string file, double total, double[] moments)
    {
        if (RealOutputs.Folder is null)
            Assert.Skip("The folder of real VASP outputs (shared/vasp) is not here.");

        var read = OutcarReader.Read(Path.Combine(RealOutputs.Folder, "outcar", file), new() { KeepEveryStep = true });

        Assert.Equal(total, read.Steps[^1].Magnetization!.Value, 1e-7);
        Assert.True(read.Last!.Moments!.Collinear);
        Assert.Equal(moments, read.Last.Moments.OfAtoms.Select(moment => moment.Z));
        Assert.All(read.Geometries, geometry => Assert.Equal(moments.Length, geometry.Moments!.OfAtoms.Length));
    }

    [Fact]
    public void A_noncollinear_run_has_three_components()
    {
        if (RealOutputs.Folder is null)
            Assert.Skip("The folder of real VASP outputs (shared/vasp) is not here.");

        var read = OutcarReader.Read(Path.Combine(RealOutputs.Folder, "outcar", "pyiron_atomistics__tests__static__vasp_test_files__outcar_samples__OUTCAR_6.gz"));

        Assert.False(read.Last!.Moments!.Collinear);
        Assert.Equal(2, read.Last.Moments.OfAtoms.Length);
        Assert.Equal(4.2128061, read.Steps[^1].Magnetization!.Value, 1e-6);
    }

    [Fact]
    public void Without_spin_there_is_no_moment()
    {
        var folder = Directory.CreateTempSubdirectory("definet-moments-");
        new RandomRun(2).Write(folder.FullName);

        var read = OutcarReader.Read(Path.Combine(folder.FullName, "OUTCAR"));
        folder.Delete(recursive: true);

        Assert.Null(read.Steps[^1].Magnetization);
        Assert.Null(read.Last!.Moments);
    }

    [Fact]
    public void OSZICAR_prints_the_total_behind_each_step()
    {
        const string text = """
                   N       E                     dE             d eps       ncg     rms          rms(c)
            DAV:   1    -0.204733180832E+01   -0.20473E+01   -0.20822E+03  2784   0.423E+02
               1 F= -.10975807E+02 E0= -.10975807E+02  d E =-.271431E-40  mag=     1.0064
            DAV:   1    -0.204733180832E+01   -0.20473E+01   -0.20822E+03  2784   0.423E+02
               2 F= -.10975807E+02 E0= -.10975807E+02  d E =-.271431E-40  mag=     0.0000     3.0000    -4.0000

            """;

        var read = OszicarReader.Read(new MemoryStream(Encoding.ASCII.GetBytes(text)));

        Assert.Equal([1.0064, 5.0], read.Steps.Select(step => step.Magnetization!.Value));
    }
}
