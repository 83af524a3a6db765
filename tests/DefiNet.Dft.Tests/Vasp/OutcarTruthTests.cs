using System.Text.Json;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class OutcarTruthTests
{
    public static TheoryData<string> Files => RealOutputs.Names("outcar-truth.json");

    [Theory, MemberData(nameof(Files))]
    public void A_real_OUTCAR_reads_as_an_independent_reader_found_it(string file)
    {
        var truth = RealOutputs.Truth("outcar-truth.json").GetProperty(file);

        var read = OutcarReader.Read(Path.Combine(RealOutputs.Folder!, "outcar", file));

        Assert.Equal(Text(truth, "vasp_version"), read.Version);
        Assert.Equal(Number(truth, "nions"), read.Atoms);
        Assert.Equal(Number(truth, "IBRION"), read.Settings.Ibrion);
        Assert.Equal(Number(truth, "NSW"), read.Settings.Nsw);
        Assert.Equal(Number(truth, "NELM"), read.Settings.Nelm);
        Assert.Equal(Number(truth, "ISIF"), read.Settings.Isif);
        Assert.Equal(Number(truth, "EDIFFG"), read.Settings.Ediffg);
        Assert.Equal(Number(truth, "EDIFF"), WithoutLowerCaseExponent(read.Settings.Ediff, Number(truth, "EDIFF")));
        Assert.Equal(truth.GetProperty("force_blocks").GetInt32(), read.IonicSteps);
        Assert.Equal(truth.GetProperty("electronic_steps_per_ionic_step").EnumerateArray().Select(steps => steps.GetInt32()), read.ElectronicSteps);
        Assert.Equal(truth.GetProperty("toten").EnumerateArray().Select(energy => energy.GetDouble()), read.Toten);
        Assert.Equal(truth.GetProperty("energy_sigma0").EnumerateArray().Select(energy => energy.GetDouble()), read.EnergySigma0);
        Assert.Equal(truth.GetProperty("reached_ionic").GetBoolean(), read.ReachedAccuracy);
        Assert.Equal(truth.GetProperty("finished").GetBoolean(), read.Finished);
        if (truth.GetProperty("last_iteration") is { ValueKind: JsonValueKind.Array } last)
            Assert.Equal((last[0].GetInt32(), last[1].GetInt32()), (read.StepsBegun, read.ElectronicSteps[^1]));
        if (Number(truth, "max_force_last") is { } force)
            Assert.Equal(force, read.Steps[^1].MaxForce, 1e-9);
        else
            Assert.Empty(read.Steps);
        if (truth.TryGetProperty("force_rows_last", out var rows))
            Assert.Equal(rows.GetInt32(), read.Last!.Forces.Length);
    }

    // The reference reader stopped before a lower-case exponent: of an echoed "EDIFF = 4e-05" it has 4.
    private static double? WithoutLowerCaseExponent(double? read, double? truth) =>
        read is { } value && truth >= 1 && value < 1 && Math.Abs(value / Math.Pow(10, Math.Floor(Math.Log10(value) + 1e-9)) - truth.Value) < 1e-9 ? truth : read;

    private static string? Text(JsonElement truth, string name) => truth.GetProperty(name).GetString();

    private static double? Number(JsonElement truth, string name) => truth.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
