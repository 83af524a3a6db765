using DefiNet.Dft.Cp2k;
using DefiNet.Dft.QuantumEspresso;
using DefiNet.Dft.Runs;

namespace DefiNet.Dft.Tests.Runs;

/// <summary>Outputs that were cut or spoilt.</summary>
public sealed class HostileEngineOutputTests
{
    private static readonly (string Code, string Name)[] Outputs =
    [
        ("Cp2k", "xtb-bfgs.out"), ("Cp2k", "xtb-lbfgs.out"), ("Cp2k", "xtb-cg.out"), ("Cp2k", "xtb-walltime.out"), ("Cp2k", "xtb-scf-failure.out"), ("Cp2k", "pbe-bad-basis.out"),
        ("QuantumEspresso", "relaxed.out"), ("QuantumEspresso", "step-limit.out"), ("QuantumEspresso", "scf-failure.out"), ("QuantumEspresso", "walltime.out"), ("QuantumEspresso", "error-box.out"),
    ];

    public static TheoryData<string, string> Recorded()
    {
        var data = new TheoryData<string, string>();
        foreach (var (code, name) in Outputs)
            data.Add(code, name);
        return data;
    }

    [Theory, MemberData(nameof(Recorded))]
    public void A_file_cut_anywhere_is_neither_finished_nor_converged(string code, string name)
    {
        var whole = RecordedOutput.Bytes(code, name);
        // What comes after the closing lines may be missing; CP2K's last line and pw.x's line under JOB DONE belong to them.
        var end = whole.Length;
        while (end > 0 && whole[end - 1] is (byte)'\n' or (byte)' ')
            end--;
        var random = new Random(5);
        var cuts = Enumerable.Range(0, 60).Select(_ => random.Next(end)).Concat(Enumerable.Range(end - 40, 40));

        foreach (var cut in cuts)
        {
            var last = Read(code, whole[..cut])[^1];
            Assert.False(last.Finished, $"cut at byte {cut} of {whole.Length}");
            Assert.False(last.Converged, $"cut at byte {cut} of {whole.Length}");
            Assert.NotEqual("finished", last.Ended);
        }
    }

    [Theory, MemberData(nameof(Recorded))]
    public void While_a_file_grows_its_steps_never_become_fewer(string code, string name)
    {
        var whole = RecordedOutput.Bytes(code, name);
        var (steps, begun) = (0, 0);

        for (var length = 0; length <= whole.Length; length += 997)
        {
            var parts = Read(code, whole[..length]);
            var (now, nowBegun) = (parts.Sum(part => part.IonicSteps), parts.Sum(part => part.StepsBegun));
            Assert.True(now >= steps, $"{steps} steps, then {now} at byte {length}");
            Assert.True(nowBegun >= begun, $"{begun} steps begun, then {nowBegun} at byte {length}");
            (steps, begun) = (now, nowBegun);
        }
    }

    [Theory, MemberData(nameof(Recorded))]
    public void A_spoilt_file_is_read_without_a_crash(string code, string name)
    {
        var whole = RecordedOutput.Bytes(code, name);
        var random = new Random(11);

        for (var round = 0; round < 60; round++)
        {
            var spoilt = SpoiltText.Of(whole, random);
            var steps = Read(code, spoilt).Sum(part => part.IonicSteps);
            Assert.InRange(steps, 0, spoilt.Length);
            OutputSniffer.EngineOf(spoilt);
        }
    }

    [Theory, MemberData(nameof(Recorded))]
    public void An_output_is_known_by_what_it_holds(string code, string name) =>
        Assert.Equal(code == "Cp2k" ? "cp2k" : "qe", OutputSniffer.EngineOf(RecordedOutput.PathOf(code, name)));

    [Fact]
    public void Another_text_is_no_output() => Assert.Null(OutputSniffer.EngineOf("POTCAR: PAW_PBE Mo 08Apr2002\n"u8));

    private static System.Collections.Immutable.ImmutableArray<EngineOutput> Read(string code, byte[] text) =>
        code == "Cp2k" ? Cp2kOutputReader.Read(new MemoryStream(text)) : PwOutputReader.Read(new MemoryStream(text));
}
