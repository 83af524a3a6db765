using DefiNet.Crystals;
using DefiNet.Dft.Tests.Vasp.Potcars;
using DefiNet.Dft.Vasp;
using DefiNet.Dft.Vasp.Checks;
using DefiNet.Dft.Vasp.Potcars;

namespace DefiNet.Dft.Tests.Vasp.Checks;

public sealed class IncarRulesTests
{
    private const string Good = "ENCUT = 500; EDIFF = 1E-6; ISMEAR = 0; SIGMA = 0.05; IBRION = 2; NSW = 100; EDIFFG = -0.01; ISIF = 2";

    private static readonly Structure Sheet = Structure.Of(
        new Lattice(new(6.38, 0, 0), new(-3.19, 5.525, 0), new(0, 0, 20)),
        ("Mo", 0, 0, 0.5), ("Mo", 0.5, 0, 0.5), ("Mo", 0, 0.5, 0.5), ("Mo", 0.5, 0.5, 0.5), ("S", 0.16, 0.33, 0.58), ("S", 0.16, 0.33, 0.42));

    [Fact]
    public void Settings_of_a_usual_relaxation_are_not_complained_about() => Assert.Empty(Check(""));

    [Theory]
    [InlineData("EDIFFG = 1E-7", "error EDIFFG: is 1E-07, no larger than EDIFF = 1E-06")]
    [InlineData("EDIFFG = 0.001", "warning EDIFFG: is 0.001: above zero it is an energy change in eV, whatever the forces; -0.001 would be a largest force")]
    [InlineData("EDIFFG = 0", "warning EDIFFG: is 0: the run never stops before NSW = 100")]
    [InlineData("EDIFF = 1E-3", "warning EDIFF: is 0.001 eV, too coarse for forces of 0.01 eV/Å")]
    [InlineData("EDIFF = 0", "error EDIFF: is 0; it must be above 0, in eV")]
    [InlineData("IBRION = -1", "error IBRION: is -1 but NSW = 100")]
    [InlineData("IBRION = 4", "error IBRION: is 4; the ions are relaxed by 1")]
    [InlineData("NSW = 0", "error NSW: is 0 but IBRION = 2 relaxes")]
    [InlineData("NSW = -5", "error NSW: is -5; it must be 0 or more")]
    [InlineData("IBRION = 0", "error POTIM: is not set, which molecular dynamics (IBRION = 0) needs")]
    [InlineData("POTIM = -0.1", "error POTIM: is -0.1; it must be above 0")]
    [InlineData("ISIF = 3", "error ISIF: is 3, which relaxes the cell too, but there are 16.8 Å of vacuum along c")]
    [InlineData("ISIF = 9", "error ISIF: is 9; it must be from 0 to 8")]
    [InlineData("ISPIN = 2; MAGMOM = 3*1.0 2*0", "error MAGMOM: has 5 numbers for 6 atoms; there must be 6")]
    [InlineData("LNONCOLLINEAR = T; MAGMOM = 6*1", "error MAGMOM: has 6 numbers for 6 atoms with three each; there must be 18")]
    [InlineData("MAGMOM = 6*1", "warning MAGMOM: has no effect with ISPIN = 1")]
    [InlineData("ISPIN = 2; MAGMOM = 2*x", "error INCAR:1: MAGMOM is '2*x'; it must be a number or a repetition such as 3*1.0")]
    [InlineData("ISPIN = 3", "error ISPIN: is 3; it must be 1 or 2")]
    [InlineData("NUPDOWN = 2", "error NUPDOWN: is 2, but ISPIN = 1 has no spins")]
    [InlineData("NCORE = 4; NPAR = 2", "error NPAR: is set beside NCORE")]
    [InlineData("KPAR = 2", "error KPAR: is 2, but there is 1 k-point")]
    [InlineData("NCORE = 0", "error NCORE: is 0; it must be at least 1")]
    [InlineData("NCORE = 4; IBRION = 8", "error NCORE: is 4; linear response (IBRION = 8) needs 1")]
    [InlineData("LDAU = T; LDAUL = 2 -1; LDAUU = 4; LDAUJ = 0 0; LMAXMIX = 4", "error LDAUU: has 1 numbers for 2 types of atoms in POSCAR; there must be 2")]
    [InlineData("LDAU = T; LDAUL = 2 -1; LDAUU = 4 0; LMAXMIX = 4", "error LDAUJ: is not set, but LDAU = .TRUE. needs one number for each type of atom")]
    [InlineData("LDAUU = 4 0", "warning LDAUU: has no effect without LDAU = .TRUE.")]
    [InlineData("ISMEAR = 1", "warning ISMEAR: is 1, which is for metals")]
    [InlineData("ISMEAR = -5", "error ISMEAR: is -5 with 1 k-point; tetrahedra need four at least")]
    [InlineData("SIGMA = 0", "error SIGMA: is 0; a width must be above 0 eV")]
    [InlineData("SIGMA = 0.2", "warning SIGMA: is 0.2 eV; 0.05 is usual with ISMEAR = 0")]
    [InlineData("LREAL = Auto", "warning LREAL: is Auto in a cell of 6 atoms")]
    [InlineData("ENCUT = 200", "error ENCUT: is 200 eV; S needs ENMAX = 258 at least")]
    [InlineData("GGA = CA", "error GGA: is CA, but the potentials were made for PE (PAW_PBE)")]
    [InlineData("LUSE_VDW = T; GGA = OR; IVDW = 11", "error IVDW: is 11 beside LUSE_VDW; dispersion is then counted twice")]
    [InlineData("LUSE_VDW = T", "error LUSE_VDW: is set without GGA")]
    [InlineData("IVDW = 99", "error IVDW: is 99; it must be such as 11")]
    [InlineData("LDIPOL = T", "error LDIPOL: is set without IDIPOL")]
    [InlineData("LDIPOL = T; IDIPOL = 1", "error IDIPOL: is 1, but the vacuum is along c; it must be 3")]
    [InlineData("IDIPOL = 3; DIPOL = 0.5 0.5", "error DIPOL: has 2 numbers; the centre is three")]
    [InlineData("NELECT = 37", "warning NELECT: is 37; the neutral cell has 36, so the charge is -1")]
    [InlineData("NELM = 0", "error NELM: is 0; it must be at least 1")]
    [InlineData("NELMIN = 80", "error NELMIN: is 80, more than NELM = 60")]
    [InlineData("ICHARG = 11", "error ICHARG: is 11, which keeps the charge density fixed")]
    [InlineData("PREC = Exact", "error PREC: is Exact; it must be Normal or Accurate")]
    [InlineData("EDIFGF = -0.01", "warning EDIFGF: is no tag that is known here; EDIFFG may be meant")]
    [InlineData("LWAVE = maybe", "error INCAR:1: LWAVE is 'maybe'; it must be .TRUE. or .FALSE")]
    public void Every_contradiction_is_named_with_its_tag_and_what_would_be_right(string change, string problem)
    {
        var found = Check(change);

        Assert.Contains(found, said => said.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Tags_that_are_not_known_are_kept_and_not_complained_about()
    {
        var incar = Incar.Read(new StringReader("MY_OWN_TAG = 3\nNSW = 1"), "INCAR");

        Assert.Equal("3", incar.Text("MY_OWN_TAG"));
        Assert.DoesNotContain(IncarRules.Check(incar, "INCAR", null), problem => problem.Field == "MY_OWN_TAG");
    }

    [Fact]
    public void The_first_of_two_values_counts_and_the_second_is_told()
    {
        var problems = IncarRules.Check(Incar.Read(new StringReader("NSW = 5\nIBRION = 2\nNSW = 7\n"), "INCAR"), "INCAR", null);

        Assert.Contains(problems, problem => problem.ToString() == "INCAR:1: warning: NSW: is set to 5 in line 1 and to 7 in line 3; the first counts, keep one.");
    }

    [Fact]
    public void Mutated_settings_end_with_problems_and_never_otherwise()
    {
        const string letters = "*=;.-+0123456789TF\"{}\\\n#E\0é";
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = (Good + "; MAGMOM = 3*1 3*0; LDAU = T; LDAUU = 1 2; NELECT = 12.5").ToCharArray();
            for (var change = random.Next(1, 12); change > 0; change--)
                text[random.Next(text.Length)] = letters[random.Next(letters.Length)];
            try
            {
                foreach (var problem in IncarRules.Check(Incar.Read(new StringReader(new string(text)), "INCAR"), "INCAR", Sheet, Kpoints.Gamma(1, 1, 1)))
                    Assert.StartsWith("INCAR", problem.ToString(), StringComparison.Ordinal);
            }
            catch (DftException complaint)
            {
                Assert.StartsWith("INCAR:", complaint.Message, StringComparison.Ordinal);
            }
        }
    }

    private static List<string> Check(string change)
    {
        var incar = Incar.Read(new StringReader($"{Good}; PREC = Accurate"), "INCAR");
        foreach (var tag in Incar.Read(new StringReader(change), "INCAR").Tags)
            incar = new([tag, .. incar.Tags.Where(old => old.Name != tag.Name)]);
        var potcar = PotcarReader.Read(System.Text.Encoding.ASCII.GetBytes(MadePotcar.Text("Mo") + MadePotcar.Text("S", enmax: 258)), "POTCAR");
        return [.. IncarRules.Check(incar, "INCAR", Sheet, Kpoints.Gamma(1, 1, 1), potcar).Select(problem => $"{(problem.IsError ? "error" : "warning")} {(problem.Field.Length > 0 ? $"{problem.Field}: " : problem.Line > 0 ? $"INCAR:{problem.Line}: " : "INCAR: ")}{problem.Message}")];
    }
}
