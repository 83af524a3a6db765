using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft.Cp2k;
using DefiNet.Dft.QuantumEspresso;
using DefiNet.Dft.Runs;
using DefiNet.Dft.Tests.Vasp;
using DefiNet.Dft.Tests.Vasp.Potcars;
using DefiNet.Dft.Vasp;
using DefiNet.Dft.Vasp.Checks;
using DefiNet.Dft.Vasp.Potcars;

namespace DefiNet.Dft.Tests.Fuzzing;

/// <summary>The kinds of files that are spoilt, a line each.</summary>
internal static class FuzzKinds
{
    private const int MadeUp = 12;
    private const int LargestReal = 5_000_000;

    public static IReadOnlyList<FuzzKind> All { get; } =
    [
        new("OUTCAR", () => [.. Written("OUTCAR"), .. Real("outcar", "OUTCAR")], (bytes, _) => IsWhole(OutcarReader.Read(new MemoryStream(bytes))), mutant => HasLine(mutant.Bytes, "Voluntary context switches:")),
        new("OUTCAR.gz", () => [.. Written("OUTCAR").Select(Zipped)], ReadZipped, mutant => mutant.Kept is null),
        new("OSZICAR", () => [.. Written("OSZICAR"), .. Real("other", "OSZICAR")], (bytes, _) => IsWhole(OszicarReader.Read(new MemoryStream(bytes))), _ => false),
        new("vasprun.xml", () => [.. Written("vasprun.xml"), .. Real("other", "vasprun")], (bytes, name) => IsWhole(VasprunReader.Read(new MemoryStream(bytes), name)), mutant => mutant.Bytes.AsSpan().IndexOf("</modeling>"u8) >= 0),
        new("XDATCAR", () => Written("XDATCAR"), ReadXdatcar, _ => true),
        new("POSCAR", () => [.. Written("CONTCAR"), .. Poscars], (bytes, name) => PoscarReader.Read(Text(bytes), name).Count > 0, mutant => mutant.Kept is not { } kept || HasPositions(mutant.Original, kept, wholeLines: false)),
        new("CONTCAR", () => Written("CONTCAR"), ReadContcar, mutant => mutant.Kept is not { } kept || HasPositions(mutant.Original, kept, wholeLines: true)),
        new("INCAR", () => Incars, ReadIncar, _ => true),
        new("POTCAR", () => Potcars, (bytes, name) => PotcarReader.Read(bytes, name).Length > 0, mutant => mutant.Kept is null || EndsDataSet(mutant.Bytes)),
        new("KPOINTS", () => KpointFiles, (bytes, name) => Kpoints.Read(Text(bytes), name).Enumerate().Take(10).Any(), _ => true),
        new("cp2k.out", () => Recorded("Cp2k", "xtb-bfgs.out", "xtb-cg.out", "xtb-walltime.out", "xtb-scf-failure.out", "pbe-bad-basis.out"), (bytes, _) => IsWhole(Cp2kOutputReader.Read(new MemoryStream(bytes))), mutant => HasLine(mutant.Bytes, "PROGRAM STOPPED IN")),
        new("pw.out", () => Recorded("QuantumEspresso", "relaxed.out", "step-limit.out", "walltime.out", "error-box.out"), (bytes, _) => IsWhole(PwOutputReader.Read(new MemoryStream(bytes))), mutant => mutant.Bytes.AsSpan().IndexOf("JOB DONE."u8) is >= 0 and var done && HasLine(mutant.Bytes.AsSpan(done), "=----")),
        new("cp2k.inp", () => [Encoding.ASCII.GetBytes("&GLOBAL\n  RUN_TYPE GEO_OPT\n&END GLOBAL\n&FORCE_EVAL\n  &SUBSYS\n    &CELL\n      A 5 0 0\n      B -2.5 4.33 0\n      C 0 0 20\n    &END CELL\n    &COORD\n      B 0 0 10\n      N 1.2 .7 10\n    &END COORD\n  &END SUBSYS\n&END FORCE_EVAL\n")], ReadCp2kInput, _ => true),
        new("pw.in", () => [Encoding.ASCII.GetBytes("&CONTROL\n  calculation = 'relax', nstep = 3\n/\n&SYSTEM\n  nat = 2\n/\nATOMIC_SPECIES\nB 10.8 B.UPF\nCELL_PARAMETERS angstrom\n5 0 0\n-2.5 4.33 0\n0 0 20\nATOMIC_POSITIONS angstrom\nB 0 0 10 0 0 0\nN 1.2 0.7 10\nK_POINTS gamma\n")], ReadPwInput, _ => true),
    ];

    private static byte[][] Poscars =>
    [
        "VASP 4: Si\n-160\n1 0 0\n0 1 0\n0 0 1\n2\nSelective\nCart\n0 0 0 T T F\n1.3 1.3 1.3 F F F\n"u8.ToArray(),
        "three scales\n5.0 5.0 20.0\n1 0 0\n-.5 .8 0\n0 0 1\nMo_sv S/0a1b2c\n1\n2\nDirect\n.3 .6 .5\n.6 .3 .57\n.6 .3 .43\n"u8.ToArray(),
    ];

    private static byte[][] Incars =>
    [
        "SYSTEM = \"a\nb\" ; NSW=4 # c\nMAGMOM = 3*1.0 \\\n 2*-1.\nG { A = T }\nEDIFF = 1D-5\n"u8.ToArray(),
        "SYSTEM = MoS2 with V_S\nPREC = Accurate\nENCUT = 500\nISPIN = 2\nMAGMOM = 191*0.6\nISMEAR = 0; SIGMA = 0.05\nEDIFF = 1E-6\nEDIFFG = -0.01\nIBRION = 2\nNSW = 300\nPOTIM = 0.5\nISIF = 2\nLREAL = Auto\nALGO = Fast\nLWAVE = .FALSE.\nLCHARG = .FALSE.\nNCORE = 4\nKPAR = 2\n"u8.ToArray(),
    ];

    private static byte[][] Potcars => [Encoding.ASCII.GetBytes(MadePotcar.Text("Mo_sv")), Encoding.ASCII.GetBytes(MadePotcar.Text("B") + MadePotcar.Text("N"))];

    private static byte[][] KpointFiles => [.. new[]
    {
        "c\n0\nGamma\n3 3 1\n0 0 0\n", "c\n0\nMonkhorst-Pack\n4 4 1\n", "c\n4\nLine\nrec\n0 0 0 G\n.5 0 0 M\n\n.5 0 0 M\n.333 .333 0 K\n",
        "c\n2\nrec\n0 0 0 1\n.5 0 0 1\n", "c\n0\nAuto\n25\n", "c\n0\nCartesian\n.25 0 0\n0 .25 0\n0 0 1\n0 0 0\n",
    }.Select(Encoding.ASCII.GetBytes)];

    private static List<byte[]> Recorded(string code, params string[] names) => [.. names.Select(name => RecordedOutput.Bytes(code, name))];

    private static bool IsWhole(ImmutableArray<EngineOutput> parts)
    {
        foreach (var part in parts)
        {
            Assert.True(part.StepsBegun >= part.IonicSteps);
            Assert.True(!part.Converged || part.Finished);
        }

        Assert.Equal(parts.Sum(part => part.IonicSteps), new EngineRun("run", parts, null).ToRecord().IonicSteps);
        return parts[^1].Finished || parts[^1].Converged || parts[^1].Ended == "finished";
    }

    private static bool ReadCp2kInput(byte[] bytes, string name) => Cp2kInput.StructureOf(Cp2kInput.Read(Text(bytes), name), name).Count >= 0;

    private static bool ReadPwInput(byte[] bytes, string name) => PwInput.Read(Text(bytes), name).ToStructure(name).Count >= 0;

    private static bool IsWhole(VaspOutput read)
    {
        _ = read.LastStructure;
        Assert.True(read.StepsBegun >= read.IonicSteps && read.Parts >= 1);
        Assert.Equal(read.IonicSteps, read.RunParts.Sum(part => part.IonicSteps));
        Assert.True(read.Converged != true || read.Finished == true);
        return read.Finished == true || read.Converged == true || read.Ended == "finished";
    }

    // Damage to the compressed data may go unnoticed where it hits a name; a cut may not.
    private static bool ReadZipped(byte[] bytes, string name)
    {
        var path = Path.Combine(Path.GetTempPath(), $"definet-fuzz-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.gz");
        File.WriteAllBytes(path, bytes);
        try
        {
            return IsWhole(OutcarReader.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool ReadXdatcar(byte[] bytes, string name)
    {
        var frames = 0;
        var summary = XdatcarReader.Read(new MemoryStream(bytes), name, _ => frames++);
        Assert.Equal(frames, summary.Frames);
        return summary.EndsWithFrame;
    }

    private static bool ReadContcar(byte[] bytes, string name)
    {
        var folder = Directory.CreateTempSubdirectory("definet-fuzz-");
        var path = Path.Combine(folder.FullName, name);
        try
        {
            File.WriteAllBytes(path, bytes);
            return ContcarReader.Read(path).Count > 0;
        }
        catch (DftException complaint)
        {
            throw new DftException(complaint.Message.Replace(path, name, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool ReadIncar(byte[] bytes, string name)
    {
        var incar = Incar.Read(Text(bytes), name);
        _ = IncarRules.Check(incar, name, null, Kpoints.Gamma(1, 1, 1));
        _ = (incar.Nsw, incar.Ibrion, incar.Ediffg, incar.Numbers("MAGMOM"), incar.Logical("G/A"));
        return true;
    }

    private static bool EndsDataSet(byte[] bytes) => bytes.AsSpan().TrimEnd(" \r\n\t"u8).EndsWith("End of Dataset"u8);

    private static StringReader Text(byte[] bytes) => new(Encoding.Latin1.GetString(bytes));

    private static bool HasLine(ReadOnlySpan<byte> text, string phrase)
    {
        var at = text.LastIndexOf(Encoding.ASCII.GetBytes(phrase));
        return at >= 0 && text[at..].Contains((byte)'\n');
    }

    // Whether what was kept of a file reaches to its last position's end, and to that of its line.
    private static bool HasPositions(byte[] original, int kept, bool wholeLines)
    {
        var text = Encoding.Latin1.GetString(original);
        var empty = text.IndexOf("\n\n", StringComparison.Ordinal);
        var end = empty < 0 ? text.TrimEnd().Length : empty;
        var lastNumber = text.LastIndexOf(' ', end - 1) + 1;
        return wholeLines ? kept > end : kept > lastNumber;
    }

    private static List<byte[]> Written(string name)
    {
        var files = new List<byte[]>();
        var folder = Directory.CreateTempSubdirectory("definet-fuzz-");
        for (var seed = 0; seed < MadeUp; seed++)
        {
            new RandomRun(seed).Write(folder.FullName);
            files.Add(File.ReadAllBytes(Path.Combine(folder.FullName, name)));
        }

        folder.Delete(recursive: true);
        return files;
    }

    // Real files where they are at hand: these have what no writer here thinks of.
    private static IEnumerable<byte[]> Real(string folder, string name)
    {
        if (RealOutputs.Folder is null)
            yield break;
        foreach (var path in Directory.EnumerateFiles(Path.Combine(RealOutputs.Folder, folder), $"*{name}*.gz").Order(StringComparer.Ordinal))
        {
            using var plain = new MemoryStream();
            using (var zipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
                zipped.CopyTo(plain);
            if (plain.Length <= LargestReal)
                yield return plain.ToArray();
        }
    }

    private static byte[] Zipped(byte[] plain)
    {
        using var memory = new MemoryStream();
        using (var zipped = new GZipStream(memory, CompressionLevel.Fastest))
            zipped.Write(plain);
        return memory.ToArray();
    }
}
