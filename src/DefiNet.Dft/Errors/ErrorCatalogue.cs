using System.Collections.Frozen;
using System.Text;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Errors;

/// <summary>The errors that are known by name, and what programs and schedulers print when they happen.</summary>
/// <remarks>
/// VASP's errors have the names under which custodian's users know them. The messages are VASP's own; those of schedulers are what Slurm's <c>slurmstepd</c>,
/// PBS's <c>pbs_mom</c>, Grid Engine's <c>execd</c> and LSF's <c>TERM_…</c> reasons print into a job's output.
/// </remarks>
public static class ErrorCatalogue
{
    /// <summary>All errors by name.</summary>
    public static readonly FrozenDictionary<string, RunError> ByName = new RunError[]
    {
        new("tet", ErrorKind.Error, "the tetrahedron method needs more k-points or another grid"),
        new("ksymm", ErrorKind.Error, "the k-points do not have the symmetry of the cell"),
        new("inv_rot_mat", ErrorKind.Error, "the inverse of a symmetry operation was not found, since SYMPREC is too coarse"),
        new("brmix", ErrorKind.Error, "the mixing of charge densities failed"),
        new("subspacematrix", ErrorKind.Warning, "the matrix of the electronic subspace is not Hermitian"),
        new("tetirr", ErrorKind.Error, "the tetrahedron method needs a grid centred at Gamma"),
        new("incorrect_shift", ErrorKind.Error, "the shift of the k-point grid does not fit the cell"),
        new("real_optlay", ErrorKind.Error, "the projectors cannot be optimised in real space; LREAL = .FALSE. does without"),
        new("rspher", ErrorKind.Error, "a projector in real space leaves its sphere; LREAL = .FALSE. does without"),
        new("dentet", ErrorKind.Error, "the tetrahedron method does not find the Fermi level"),
        new("too_few_bands", ErrorKind.Error, "the highest band is occupied; NBANDS must be larger"),
        new("triple_product", ErrorKind.Error, "the lattice vectors are left-handed"),
        new("rot_matrix", ErrorKind.Error, "a symmetry operation does not map the grid to itself"),
        new("brions", ErrorKind.Error, "the quasi-Newton optimiser wants a larger POTIM"),
        new("pricel", ErrorKind.Error, "the primitive cell cannot be found at this SYMPREC"),
        new("zpotrf", ErrorKind.Error, "the overlap matrix is not positive: atoms are too near, or a step of the ions was too long"),
        new("amin", ErrorKind.Warning, "a lattice vector is very long and AMIN is not small"),
        new("zbrent", ErrorKind.Error, "the line search of the conjugate-gradient optimiser failed, since forces are noisier than its steps"),
        new("pssyevx", ErrorKind.Error, "the diagonalisation of the subspace failed (PSSYEVX)"),
        new("pdsyevx", ErrorKind.Error, "the diagonalisation of the subspace failed (PDSYEVX)"),
        new("eddrmm", ErrorKind.Warning, "the RMM-DIIS electronic optimiser is unstable here"),
        new("edddav", ErrorKind.Error, "the Davidson electronic optimiser failed"),
        new("algo_tet", ErrorKind.Warning, "ALGO = All and damped optimisers tend to fail with the tetrahedron method"),
        new("grad_not_orth", ErrorKind.Error, "the gradient of the electronic optimiser is not orthogonal to the orbitals"),
        new("nicht_konv", ErrorKind.Error, "a Bessel transform does not converge; LREAL = .FALSE. does without"),
        new("zheev", ErrorKind.Error, "a diagonalisation failed (ZHEEV)"),
        new("eddiag", ErrorKind.Error, "the subspace rotation failed"),
        new("elf_kpar", ErrorKind.Error, "the electron localisation function cannot be computed with KPAR above 1"),
        new("elf_ncl", ErrorKind.Warning, "the electron localisation function is not there for non-collinear spins"),
        new("rhosyg", ErrorKind.Error, "the symmetry of the charge density is broken"),
        new("posmap", ErrorKind.Error, "an atom has no symmetric image at this SYMPREC"),
        new("point_group", ErrorKind.Error, "an operation of the point group is missing"),
        new("pricelv", ErrorKind.Error, "lattice and primitive lattice do not fit each other at this SYMPREC"),
        new("symprec_noise", ErrorKind.Warning, "the symmetry that is found depends strongly on SYMPREC"),
        new("dfpt_ncore", ErrorKind.Error, "linear response needs NCORE = 1 and no NPAR"),
        new("bravais", ErrorKind.Error, "the types of Bravais lattice found for atoms and cell differ"),
        new("nbands_not_sufficient", ErrorKind.Error, "there are too few bands for the electrons; NBANDS must be larger"),
        new("hnform", ErrorKind.Error, "the k-points cannot be generated on this lattice"),
        new("coef", ErrorKind.Error, "WAVECAR does not fit this calculation"),
        new("set_core_wf", ErrorKind.Error, "the core states of a potential cannot be set up"),
        new("read_error", ErrorKind.Error, "an input could not be read"),
        new("auto_nbands", ErrorKind.Warning, "the number of bands was changed to fit the number of cores"),
        new("ibzkpt", ErrorKind.Error, "the k-points do not have all point symmetries of the cell"),
        new("fexcf", ErrorKind.Error, "the density leaves the range of the exchange-correlation table: atoms are too near"),
        new("fexcp", ErrorKind.Error, "the density leaves the range of the exchange-correlation table: atoms are too near"),
        new("spin_polarized_harris", ErrorKind.Error, "the Harris functional cannot be spin-polarised in dynamics"),
        new("lrf_commutator", ErrorKind.Error, "linear response did not converge (LRF_COMMUTATOR)"),
        new("kpoints_trans", ErrorKind.Error, "a k-point loses plane waves under symmetry; another grid is needed"),
        new("aliasing", ErrorKind.Warning, "the FFT grid is too coarse and wraps around"),
        new("mesh_symmetry", ErrorKind.Warning, "k-point grid and reciprocal lattice are of different classes"),
        new("sick_job", ErrorKind.Error, "the program found its own state or input impossible and stopped"),
        new("internal_error", ErrorKind.Error, "the program reports an internal error"),

        new("unconverged", ErrorKind.Error, "the ions did not reach their criterion within NSW steps"),
        new("nelm", ErrorKind.Error, "the electrons of the last step did not converge within NELM steps"),
        new("positive_energy", ErrorKind.Error, "the energy is above zero or no number: atoms are too near, or the electrons went astray"),

        // CP2K and Quantum ESPRESSO.
        new("scf_not_converged", ErrorKind.Error, "an electronic loop did not converge within its limit"),
        new("basis_not_found", ErrorKind.Error, "a basis set is in none of the files named"),
        new("potential_not_found", ErrorKind.Error, "a pseudopotential is in none of the files named"),
        new("pseudopotential", ErrorKind.Error, "a pseudopotential cannot be read or does not fit the calculation"),
        new("file_not_found", ErrorKind.Error, "a file that the input names is not there"),
        new("file", ErrorKind.Error, "a file could not be read or written"),
        new("input", ErrorKind.Error, "the input has a word that the program does not know, or a value that cannot be right"),
        new("multiplicity", ErrorKind.Error, "the multiplicity does not fit the number of electrons"),
        new("occupations", ErrorKind.Error, "the occupations do not fit the number of electrons or spins"),
        new("charge_wrong", ErrorKind.Error, "the electrons of the density do not add up"),
        new("fermi_energy", ErrorKind.Error, "the Fermi level was not found"),
        new("cholesky", ErrorKind.Error, "the overlap matrix is not positive: atoms are too near, or the basis is nearly dependent"),
        new("diagonalisation", ErrorKind.Error, "a diagonalisation failed"),
        new("exchange", ErrorKind.Error, "the exact exchange did not converge"),
        new("line_search", ErrorKind.Error, "the line search of the optimiser failed"),
        new("bfgs", ErrorKind.Error, "the quasi-Newton optimiser failed"),
        new("bfgs_history", ErrorKind.Error, "the quasi-Newton optimiser forgot its matrix twice in a row and gave up"),
        new("atoms_too_close", ErrorKind.Error, "atoms are too near to each other"),
        new("atoms_outside", ErrorKind.Error, "atoms lie outside the cell that is not periodic"),
        new("grid", ErrorKind.Error, "the grid of plane waves does not fit the cell or the cores"),
        new("kpoints", ErrorKind.Error, "the method cannot treat these k-points"),
        new("poisson", ErrorKind.Error, "the Poisson solver does not fit the cell's periodicity"),
        new("symmetry", ErrorKind.Error, "the symmetry of the cell was broken or not found"),
        new("parallelisation", ErrorKind.Error, "the work cannot be divided among so many processes"),
        new("xtb", ErrorKind.Error, "the tight-binding method cannot treat these atoms"),
        new("xtb_charges", ErrorKind.Error, "the tight-binding method came upon charges that cannot be right"),
        new("abort", ErrorKind.Error, "the program stopped with a message of its own"),

        new("walltime", ErrorKind.Walltime, "the scheduler ended the job at its time limit"),
        new("out_of_memory", ErrorKind.OutOfMemory, "the job needed more memory than it had"),
        new("node_failure", ErrorKind.NodeFailure, "a node of the job failed"),
        new("network_failure", ErrorKind.NodeFailure, "the connection between the job's processes broke"),
        new("preempted", ErrorKind.Cancelled, "the scheduler took the job off for another"),
        new("cancelled", ErrorKind.Cancelled, "the job was cancelled"),
        new("disk_full", ErrorKind.Environment, "there was no space left, or the quota was exceeded"),
        new("stale_file", ErrorKind.Environment, "the file system lost the run's folder"),
        new("program_missing", ErrorKind.Environment, "the program or one of its libraries was not found"),
        new("illegal_instruction", ErrorKind.Environment, "the program was built for another processor"),
        new("segfault", ErrorKind.Crash, "the process touched memory that is not its own"),
        new("floating_point", ErrorKind.Crash, "the process stopped at a floating-point exception"),
        new("killed", ErrorKind.Crash, "the process was killed by a signal"),
        new("mpi_abort", ErrorKind.Crash, "a process of the job aborted all others"),
    }.ToFrozenDictionary(error => error.Name, StringComparer.Ordinal);

    // What VASP prints, wherever it prints it.
    private static readonly (string Phrase, string Name)[] Program =
    [
        ("Tetrahedron method fails", "tet"),
        ("tetrahedron method fails", "tet"),
        ("Fatal error detecting k-mesh", "ksymm"),
        ("unable to match k-point", "ksymm"),
        ("rotation matrix was not found", "inv_rot_mat"),
        ("BRMIX: very serious problems", "brmix"),
        ("Sub-Space-Matrix is not hermitian", "subspacematrix"),
        ("Routine TETIRR", "tetirr"),
        ("Could not get correct shifts", "incorrect_shift"),
        ("REAL_OPTLAY: internal error", "real_optlay"),
        ("REAL_OPT: internal ERROR", "real_optlay"),
        ("ERROR RSPHER", "rspher"),
        ("DENTET", "dentet"),
        ("TOO FEW BANDS", "too_few_bands"),
        ("triple product of the basis vectors", "triple_product"),
        ("non-integer element in rotation matrix", "rot_matrix"),
        ("SGRCON", "rot_matrix"),
        ("BRIONS problems", "brions"),
        ("subroutine PRICELV", "pricelv"),
        ("PRICELV:", "pricelv"),
        ("subroutine PRICEL", "pricel"),
        ("Routine ZPOTRF", "zpotrf"),
        ("ZPOTRF failed", "zpotrf"),
        ("One of the lattice vectors is very long", "amin"),
        ("ZBRENT: fatal", "zbrent"),
        ("ZBRENT: can't locate", "zbrent"),
        ("PSSYEVX", "pssyevx"),
        ("PDSYEVX", "pdsyevx"),
        ("WARNING in EDDRMM", "eddrmm"),
        ("Error EDDDAV", "edddav"),
        ("ALGO=A and IALGO=5X tend to fail", "algo_tet"),
        ("the gradient is not orthogonal", "grad_not_orth"),
        ("nicht konvergent", "nicht_konv"),
        ("ERROR EDDIAG: Call to routine ZHEEV", "zheev"),
        ("ERROR EDDIAG", "zheev"),
        ("ERROR in EDDIAG", "eddiag"),
        ("Error EDDDIAG", "eddiag"),
        ("ELF: KPAR>1 not implemented", "elf_kpar"),
        ("ELF not implemented for non collinear", "elf_ncl"),
        ("RHOSYG internal error", "rhosyg"),
        ("subroutine RHOSYG", "rhosyg"),
        ("POSMAP internal error", "posmap"),
        ("POSMAP: internal error", "posmap"),
        ("subroutine POSMAP", "posmap"),
        ("group operation missing", "point_group"),
        ("determination of the symmetry of your systems shows a strong", "symprec_noise"),
        ("PEAD routines do not work for NCORE", "dfpt_ncore"),
        ("remove the tag NPAR from the INCAR file", "dfpt_ncore"),
        ("Inconsistent Bravais lattice", "bravais"),
        ("number of bands is not sufficient", "nbands_not_sufficient"),
        ("HNFORM: k-point generating", "hnform"),
        ("while reading plane", "coef"),
        ("while reading WAVECAR", "coef"),
        ("SET_CORE_WF", "set_core_wf"),
        ("Error reading item", "read_error"),
        ("Error code was IERR", "read_error"),
        ("The number of bands has been changed", "auto_nbands"),
        ("not all point group operations", "ibzkpt"),
        ("subroutine IBZKPT", "ibzkpt"),
        ("supplied exchange-correlation table", "fexcf"),
        ("ERROR FEXCF", "fexcf"),
        ("ERROR FEXCP", "fexcp"),
        ("Spin polarized Harris functional dynamics", "spin_polarized_harris"),
        ("LRF_COMMUTATOR internal error", "lrf_commutator"),
        ("subroutine GENERATE_KPOINTS_TRANS", "kpoints_trans"),
        ("small aliasing (wrap around) errors", "aliasing"),
        ("k-lattice belong to different class", "mesh_symmetry"),
        ("I REFUSE TO CONTINUE WITH THIS", "sick_job"),
        ("internal error in", "internal_error"),
        ("VERY BAD NEWS", "internal_error"),
    ];

    // What schedulers, run-time libraries and shells print into a job's output.
    private static readonly (string Phrase, string Name)[] Surroundings =
    [
        ("DUE TO TIME LIMIT", "walltime"),
        ("job killed: walltime", "walltime"),
        ("job killed: cput", "walltime"),
        ("exceeded hard wallclock time", "walltime"),
        ("exceeded soft wallclock time", "walltime"),
        ("TERM_RUNLIMIT", "walltime"),
        ("TERM_CPULIMIT", "walltime"),
        ("TERM_DEADLINE", "walltime"),
        ("oom-kill", "out_of_memory"),
        ("oom_kill", "out_of_memory"),
        ("OUT_OF_MEMORY", "out_of_memory"),
        ("Exceeded job memory limit", "out_of_memory"),
        ("exceeded memory limit", "out_of_memory"),
        ("job killed: mem", "out_of_memory"),
        ("job killed: vmem", "out_of_memory"),
        ("job killed: pmem", "out_of_memory"),
        ("job killed: pvmem", "out_of_memory"),
        ("exceeds job hard limit \"h_vmem\"", "out_of_memory"),
        ("TERM_MEMLIMIT", "out_of_memory"),
        ("TERM_SWAP", "out_of_memory"),
        ("Out of memory", "out_of_memory"),
        ("Out Of Memory", "out_of_memory"),
        ("Cannot allocate memory", "out_of_memory"),
        ("insufficient virtual memory", "out_of_memory"),
        ("std::bad_alloc", "out_of_memory"),
        ("DUE TO NODE FAILURE", "node_failure"),
        ("NODE_FAIL", "node_failure"),
        ("Node failure", "node_failure"),
        ("requested job terminate", "node_failure"),
        ("TERM_EXTERNAL_SIGNAL", "killed"),
        ("Transport retry count exceeded", "network_failure"),
        ("ORTE has lost communication", "network_failure"),
        ("lost communication with a remote daemon", "network_failure"),
        ("Connection reset by peer", "network_failure"),
        ("DUE TO PREEMPTION", "preempted"),
        ("TERM_PREEMPT", "preempted"),
        ("TERM_REQUEUE", "preempted"),
        ("DUE TO JOB REQUEUE", "preempted"),
        ("TERM_OWNER", "cancelled"),
        ("TERM_ADMIN", "cancelled"),
        ("TERM_FORCE_OWNER", "cancelled"),
        ("*** JOB ", "cancelled"),
        ("No space left on device", "disk_full"),
        ("Disk quota exceeded", "disk_full"),
        ("Stale file handle", "stale_file"),
        ("Stale NFS file handle", "stale_file"),
        ("command not found", "program_missing"),
        ("error while loading shared libraries", "program_missing"),
        ("mpirun was unable to find the specified executable", "program_missing"),
        ("Illegal instruction", "illegal_instruction"),
        ("SIGILL", "illegal_instruction"),
        ("Please verify that both the operating system and the processor support", "illegal_instruction"),
        ("Segmentation fault", "segfault"),
        ("segmentation fault", "segfault"),
        ("SIGSEGV", "segfault"),
        ("Bus error", "segfault"),
        ("SIGBUS", "segfault"),
        ("Floating point exception", "floating_point"),
        ("SIGFPE", "floating_point"),
        ("SIGTERM", "killed"),
        ("SIGKILL", "killed"),
        ("Killed (signal 9)", "killed"),
        ("exited on signal 9", "killed"),
        ("exited on signal 15", "killed"),
        ("EXIT CODE: 9", "killed"),
        ("MPI_ABORT was invoked", "mpi_abort"),
        ("application called MPI_Abort", "mpi_abort"),
    ];

    /// <summary>The program's messages, then those of its surroundings, as bytes; the first of those that stand at one place counts.</summary>
    internal static readonly ErrorPhrases Everything = new([.. Program, .. Surroundings]);

    /// <summary>The program's messages alone: what may stand in an OUTCAR.</summary>
    internal static readonly ErrorPhrases OfProgram = new(Program);

    /// <summary>The error of a name; of a name that is not known, one that says so little.</summary>
    public static RunError Of(string name) => ByName.GetValueOrDefault(name) ?? new(name, ErrorKind.Error, "the program reports this error");

    /// <summary>Phrases with the errors that they report.</summary>
    internal sealed class ErrorPhrases
    {
        private readonly RunError[] _errors;

        public ErrorPhrases((string Phrase, string Name)[] phrases)
        {
            Search = new([.. phrases.Select(phrase => phrase.Phrase)]);
            _errors = [.. phrases.Select(phrase => ByName[phrase.Name])];
            Longest = phrases.Max(phrase => Encoding.ASCII.GetByteCount(phrase.Phrase));
        }

        public MarkerSearch Search { get; }

        public int Longest { get; }

        public RunError this[int phrase] => _errors[phrase];
    }
}
