using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class IncarTests
{
    private const string Relaxation = """
        SYSTEM = "MoS2 ; two # lines
        of text"
          nsw = 200 ; ibrion=2 # conjugate gradient
        EDIFFG = -0.01 ! eV/Angstrom
        EDIFF = 1.0D-6
        this line is a remark
        LREAL = .FALSE.   NELM
        LWAVE = f
        LCHARG = True
        MAGMOM = 2*1.5 \
                 -1 3*0
        UNKNOWN_TAG = keep me, as I am
        KERNEL_TRUNCATION { LTRUNCATE = T
          FACTOR = 2 }
        NSW = 7
        """;

    [Fact]
    public void Tags_are_read_by_the_grammar_of_VASP()
    {
        var incar = Incar.Read(new StringReader(Relaxation), "INCAR");

        Assert.Equal("MoS2 ; two # lines\nof text", incar.System);
        Assert.Equal(200, incar.Nsw);
        Assert.Equal(2, incar.Ibrion);
        Assert.Equal(-0.01, incar.Ediffg);
        Assert.Equal(1e-6, incar.Ediff);
        Assert.False(incar.Logical("LREAL"));
        Assert.False(incar.Logical("lwave"));
        Assert.True(incar.Logical("LCHARG"));
        Assert.Equal([1.5, 1.5, -1, 0, 0, 0], incar.Numbers("MAGMOM")!.Value);
        Assert.Equal("keep me, as I am", incar.Text("UNKNOWN_TAG"));
        Assert.True(incar.Logical("KERNEL_TRUNCATION/LTRUNCATE"));
        Assert.Equal(2, incar.Whole("KERNEL_TRUNCATION/FACTOR"));
        Assert.False(incar.Contains("NELM"));
    }

    [Fact]
    public void Tags_that_are_absent_have_the_defaults_of_VASP()
    {
        var nothing = Incar.Read(new StringReader(""), "INCAR");
        var dynamics = Incar.Read(new StringReader("NSW = 10"), "INCAR");

        Assert.Equal((0, -1, 2, 60, 1e-4, 1e-3), (nothing.Nsw, nothing.Ibrion, nothing.Isif, nothing.Nelm, nothing.Ediff, nothing.Ediffg));
        Assert.Equal((0, 0), (dynamics.Ibrion, dynamics.Isif));
    }

    [Fact]
    public void What_is_written_reads_back_equal()
    {
        var incar = Incar.Read(new StringReader(Relaxation), "INCAR");
        var written = new StringWriter();
        incar.Write(written);

        var again = Incar.Read(new StringReader(written.ToString()), "INCAR");

        Assert.Equal(incar.Tags.Select(tag => (tag.Name, tag.Value)), again.Tags.Select(tag => (tag.Name, tag.Value)));
    }

    [Theory]
    [InlineData("A = 1\nNSW = many\n", "INCAR:2: NSW is 'many'; it must be a whole number.")]
    [InlineData("SYSTEM = \"open\nNSW = 1\n", "INCAR:1: a quotation is opened here and never closed; put a quotation mark at its end.")]
    [InlineData("NSW = 1\n}\n", "INCAR:2: a brace closes that was never opened; a group is NAME { … }.")]
    public void A_mistake_is_named_with_its_line(string text, string complaint)
    {
        var mistake = Assert.Throws<DftException>(() => Incar.Read(new StringReader(text), "INCAR").Nsw);

        Assert.Equal(complaint, mistake.Message);
    }

    [Fact]
    public void Setting_a_tag_keeps_its_place_and_the_rest()
    {
        var incar = Incar.Read(new StringReader("A = 1\nNSW = 2\nB = 3\nNSW = 9"), "INCAR").With("nsw", "5").With("C", "4");

        Assert.Equal("A 1, NSW 5, B 3, C 4", string.Join(", ", incar.Tags.Select(tag => $"{tag.Name} {tag.Value}")));
    }
}
