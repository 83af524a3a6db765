using System.Text;
using DefiNet.Crystals;

namespace DefiNet.Dft.Tests.Fuzzing;

/// <summary>Files of a megabyte made to be slow: one phrase over and over, on one line or on many, alone or in a real file. Work that grows with their square would take minutes.</summary>
public sealed class PathologicalFilesTests
{
    private const int Length = 1_000_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly string[] Phrases =
    [
        "free ", "Iteration      1(   1)", "Iteration 1(", "magnetization ", "magnetization (x)\n", " vasp.6.4.2 (build ", "free  energy   TOTEN  =", "without entropy=",
        "TOTAL-FORCE (eV/Angst)\n", " ---------------\n", "in kB ", "INCAR:\n", "NIONS = 9", "rror", "EDIFF =",
        "<", ">", "<v>", "<i name=\"", "<varray name=\"forces\" >", "<!--", "-->", "<calculation>", "<calculation></calculation>", "</modeling>", "<rc><c>", "name", "&lt;",
        "DAV: 1 1 ", "1 F= 1 E0= 1 d E =1\n", "Direct configuration= 1\n", "\n", "\r", "\r\n", " ", "\t", "\0", "9", "1 ", "-", "*", ".", "T ", "Mo ", "A { ", "{ ", "}", "\"", "\\\n", ";", "A = 1 ; ", "3*1.0 ", "#", "!",
        "Line\n", "0 0 0\n", "&", "/", "ENERGY| ", "!    total energy", "End of Dataset\n", "TITEL = ", "Begin final coordinates\n", "ATOMIC_POSITIONS (angstrom)\n",
    ];

    public static TheoryData<string> Kinds => [.. FuzzKinds.All.Select(kind => kind.Name)];

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_file_made_to_be_slow_is_read_like_any_other(string name)
    {
        var kind = FuzzKinds.All.Single(candidate => candidate.Name == name);
        var whole = kind.Corpus()[0];
        var phrase = "";
        var work = Task.Run(() =>
        {
            foreach (var next in Phrases)
            {
                phrase = next;
                var filler = Filler(next);
                Read(kind, filler);
                Read(kind, [.. whole.AsSpan(0, whole.Length / 2), .. filler, .. whole.AsSpan(whole.Length / 2)]);
            }
        }, TestContext.Current.CancellationToken);

        var done = await Task.WhenAny(work, Task.Delay(Deadline, TestContext.Current.CancellationToken)) == work;

        Assert.True(done, $"{name}: not read within {Deadline.TotalSeconds:f0} s; at last it was '{phrase}' over and over.");
        await work;
    }

    private static void Read(FuzzKind kind, byte[] bytes)
    {
        try
        {
            kind.Read(bytes, kind.Name);
        }
        catch (Exception refusal) when (refusal is DftException or CrystalException)
        {
            Assert.StartsWith(kind.Name, refusal.Message, StringComparison.Ordinal);
            Assert.True(refusal.Message.Length < 1000, "A complaint quotes a word or two, not the file.");
        }
    }

    private static byte[] Filler(string phrase)
    {
        var bytes = Encoding.ASCII.GetBytes(phrase);
        var filler = new byte[Length];
        for (var at = 0; at < Length; at++)
            filler[at] = bytes[at % bytes.Length];
        return filler;
    }
}
