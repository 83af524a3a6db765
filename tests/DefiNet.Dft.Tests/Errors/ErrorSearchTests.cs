using System.IO.Compression;
using System.Text;
using DefiNet.Dft.Errors;
using DefiNet.Dft.Tests.Vasp;

namespace DefiNet.Dft.Tests.Errors;

public sealed class ErrorSearchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-errors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("tet", " Tetrahedron method fails (number of k-points < 4)")]
    [InlineData("ksymm", " Fatal error: unable to match k-point")]
    [InlineData("inv_rot_mat", " inverse of rotation matrix was not found (increase SYMPREC)       5")]
    [InlineData("brmix", " BRMIX: very serious problems")]
    [InlineData("subspacematrix", " WARNING: Sub-Space-Matrix is not hermitian in DAV            1")]
    [InlineData("tetirr", " Routine TETIRR needs special values for the generating k-points")]
    [InlineData("incorrect_shift", " Could not get correct shifts")]
    [InlineData("real_optlay", " REAL_OPTLAY: internal error (1)     12")]
    [InlineData("rspher", " ERROR RSPHER: internal ERROR")]
    [InlineData("dentet", " VERY BAD NEWS! DENTET: can't reach specified precision")]
    [InlineData("too_few_bands", "|     TOO FEW BANDS!!! |")]
    [InlineData("triple_product", "|  ERROR: the triple product of the basis vectors is negative |")]
    [InlineData("rot_matrix", " Found some non-integer element in rotation matrix")]
    [InlineData("brions", " BRIONS problems: POTIM should be increased")]
    [InlineData("pricel", " internal error in subroutine PRICEL (probably precision problem)")]
    [InlineData("zpotrf", " LAPACK: Routine ZPOTRF failed!           3")]
    [InlineData("amin", "|     One of the lattice vectors is very long (>50 A), but AMIN  |")]
    [InlineData("zbrent", " ZBRENT: fatal error in bracketing")]
    [InlineData("pssyevx", " ERROR in subspace rotation PSSYEVX: not enough eigenvalues found")]
    [InlineData("pdsyevx", " ERROR in subspace rotation PDSYEVX: not enough eigenvalues found")]
    [InlineData("eddrmm", " WARNING in EDDRMM: call to ZHEGV failed, returncode =   6  3     22")]
    [InlineData("edddav", " Error EDDDAV: Call to ZHEGV failed. Returncode =  12 1  16")]
    [InlineData("algo_tet", "|      ALGO=A and IALGO=5X tend to fail with the tetrahedron method |")]
    [InlineData("grad_not_orth", "EDWAV: internal error, the gradient is not orthogonal   1  1")]
    [InlineData("nicht_konv", " ERROR: SBESSELITER : nicht konvergent")]
    [InlineData("zheev", " ERROR EDDIAG: Call to routine ZHEEV failed! 3 1 1")]
    [InlineData("eddiag", " ERROR in EDDIAG: call to ZHEEV/ZHEEVX/DSYEV/DSYEVX failed! error code was 3")]
    [InlineData("elf_kpar", " ELF: KPAR>1 not implemented, sorry.")]
    [InlineData("elf_ncl", " WARNING: ELF not implemented for non collinear case")]
    [InlineData("rhosyg", " RHOSYG internal error: stars are not distinct, try to increase SYMPREC to e.g. 1E-4")]
    [InlineData("posmap", " POSMAP internal error: symmetry equivalent atom not found,")]
    [InlineData("point_group", " PRICELV: group operation missing")]
    [InlineData("pricelv", " PRICELV: current lattice and primitive lattice are incommensurate")]
    [InlineData("symprec_noise", "|  determination of the symmetry of your systems shows a strong  |")]
    [InlineData("dfpt_ncore", " PEAD routines do not work for NCORE /= 1")]
    [InlineData("bravais", " Inconsistent Bravais lattice types found for crystalline and")]
    [InlineData("nbands_not_sufficient", " internal error: the number of bands is not sufficient to hold all electrons")]
    [InlineData("hnform", " HNFORM: k-point generating lattice is not a sublattice")]
    [InlineData("coef", " ERROR: while reading WAVECAR, plane wave coefficients changed")]
    [InlineData("set_core_wf", " internal error in SET_CORE_WF")]
    [InlineData("read_error", " Error reading item 'VCAIMAGES' from file INCAR.")]
    [InlineData("auto_nbands", "|  The number of bands has been changed from the values supplied |")]
    [InlineData("ibzkpt", " IBZKPT: not all point group operations associated with the symmetry")]
    [InlineData("fexcf", " ERROR FEXCF: supplied exchange-correlation table")]
    [InlineData("spin_polarized_harris", " Spin polarized Harris functional dynamics is a good joke ...")]
    [InlineData("lrf_commutator", " LRF_COMMUTATOR internal error: the vector   2 is not converged")]
    [InlineData("mesh_symmetry", " Reciprocal lattice and k-lattice belong to different class of lattices.")]
    [InlineData("aliasing", " WARNING: small aliasing (wrap around) errors must be expected")]
    [InlineData("walltime", "slurmstepd: error: *** JOB 4711 ON n17 CANCELLED AT 2026-01-02T03:04:05 DUE TO TIME LIMIT ***")]
    [InlineData("walltime", "=>> PBS: job killed: walltime 86426 exceeded limit 86400")]
    [InlineData("walltime", "TERM_RUNLIMIT: job killed after reaching LSF run time limit.")]
    [InlineData("out_of_memory", "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=4711.batch. Some of your processes may have been killed")]
    [InlineData("out_of_memory", "=>> PBS: job killed: mem 12kb exceeded limit 10kb")]
    [InlineData("out_of_memory", "TERM_MEMLIMIT: job killed after reaching LSF memory usage limit.")]
    [InlineData("out_of_memory", "forrtl: severe (41): insufficient virtual memory")]
    [InlineData("node_failure", "slurmstepd: error: *** JOB 4711 ON n17 CANCELLED AT 2026-01-02T03:04:05 DUE TO NODE FAILURE, SEE SLURMCTLD LOG FOR DETAILS ***")]
    [InlineData("node_failure", "=>> PBS: job killed: node 3 (n019) requested job terminate, 'EOF' (code 1099) - received SISTER_EOF attempting to communicate")]
    [InlineData("preempted", "slurmstepd: error: *** JOB 4711 ON n17 CANCELLED AT 2026-01-02T03:04:05 DUE TO PREEMPTION ***")]
    [InlineData("cancelled", "slurmstepd: error: *** JOB 4711 ON n17 CANCELLED AT 2026-01-02T03:04:05 ***")]
    [InlineData("segfault", "forrtl: severe (174): SIGSEGV, segmentation fault occurred")]
    [InlineData("disk_full", "forrtl: No space left on device")]
    [InlineData("program_missing", "/var/spool/slurm/job4711/slurm_script: line 12: vasp_std: command not found")]
    public void Every_message_has_its_name(string name, string line)
    {
        Write("stdout", $" running on   16 total cores\n{line}\n");

        var cause = ErrorSearch.Cause(ErrorSearch.In(_folder));

        Assert.Equal((name, 2), (cause?.Error.Name, cause?.Line));
        Assert.Contains(name, ErrorCatalogue.ByName.Keys);
    }

    [Fact]
    public void The_time_limit_goes_before_what_the_program_printed_on_its_way()
    {
        Write("vasp.out", " WARNING in EDDRMM: call to ZHEGV failed, returncode =   6  3     22\n BRMIX: very serious problems\n");
        Write("slurm-4711.out", "slurmstepd: error: *** JOB 4711 ON n17 CANCELLED AT 2026-01-02T03:04:05 DUE TO TIME LIMIT ***\n");

        Assert.Equal("walltime", ErrorSearch.Cause(ErrorSearch.In(_folder))!.Error.Name);
    }

    [Fact]
    public void What_the_program_names_goes_before_the_crash_that_followed()
    {
        Write("relax.o4711", " LAPACK: Routine ZPOTRF failed!           3\n");
        Write("relax.e4711", "MPI_ABORT was invoked on rank 0\nforrtl: error (78): process killed (SIGTERM)\n");

        Assert.Equal("zpotrf", ErrorSearch.Cause(ErrorSearch.In(_folder))!.Error.Name);
    }

    [Fact]
    public void Only_files_that_something_prints_into_are_read()
    {
        foreach (var name in (string[])["relax.o4711", "relax.e4711.3", "a.po12", "slurm-1.out", "lsf.out", "_scheduler-stderr.txt", "vasp.log"])
            Write(name, " ZBRENT: fatal error in bracketing\n");
        foreach (var name in (string[])["vasprun.xml", "POSCAR", "notes.txt", "INCAR", "WAVECAR", "POTCAR"])
            Write(name, " ZBRENT: fatal error in bracketing\n");

        Assert.Equal(7, ErrorSearch.In(_folder).Length);
    }

    [Fact]
    public void A_message_across_two_blocks_is_found_once_with_its_line()
    {
        const int block = 1 << 18;
        for (var shift = -40; shift <= 5; shift += 5)
        {
            var filler = new StringBuilder();
            for (var line = 0; filler.Length < block - 300; line++)
                filler.Append("       N       E                     dE             d eps       ncg     rms\n");
            filler.Append('x', block + shift - filler.Length).Append(" ZBRENT: fatal error in bracketing\n");
            Write("stdout", filler.ToString());
            var lines = filler.ToString().AsSpan().Count('\n');

            var sighting = Assert.Single(ErrorSearch.InFile(Path.Combine(_folder, "stdout")));

            Assert.Equal(("zbrent", 1, (long)lines), (sighting.Error.Name, sighting.Times, sighting.Line));
        }
    }

    [Fact]
    public void A_cut_gzip_gives_what_stands_before_the_cut()
    {
        var random = new Random(1);
        var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var text = new StreamWriter(zip))
        {
            text.Write(" ZBRENT: fatal error in bracketing\n");
            for (var i = 0; i < 100_000; i++)
                text.Write($"{random.Next()}\n");
        }

        File.WriteAllBytes(Path.Combine(_folder, "OUTCAR.gz"), bytes.ToArray()[..(int)(bytes.Length / 2)]);

        Assert.Equal("zbrent", Assert.Single(ErrorSearch.In(_folder)).Error.Name);
    }

    [Fact]
    public void Real_outputs_that_finished_without_complaint_show_no_error()
    {
        if (RealOutputs.Folder is not { } folder)
        {
            Assert.Skip("The folder of real VASP outputs (shared/vasp) is not here.");
            return;
        }

        foreach (var path in Directory.GetFiles(Path.Combine(folder, "outcar")))
            Assert.All(ErrorSearch.InFile(path), sighting => Assert.Contains(sighting.Error.Name, (string[])["aliasing", "symprec_noise", "amin", "auto_nbands", "mesh_symmetry", "subspacematrix", "eddrmm", "brmix", "internal_error", "zheev", "edddav"]));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
