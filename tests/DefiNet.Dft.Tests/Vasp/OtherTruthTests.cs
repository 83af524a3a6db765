using System.Text.Json;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class OtherTruthTests
{
    public static TheoryData<string> Files => RealOutputs.Names("other-truth.json");

    [Theory, MemberData(nameof(Files))]
    public void A_real_vasprun_or_OSZICAR_reads_as_an_independent_reader_found_it(string file)
    {
        var truth = RealOutputs.Truth("other-truth.json").GetProperty(file);
        var path = Path.Combine(RealOutputs.Folder!, "other", file);

        var read = truth.GetProperty("kind").GetString() == "OSZICAR" ? OszicarReader.Read(path) : VasprunReader.Read(path);

        Assert.Equal(truth.GetProperty("ionic_steps").GetInt32(), read.IonicSteps);
        foreach (var field in truth.EnumerateObject())
        {
            switch (field.Name)
            {
                case "ionic_steps_begun":
                    Assert.Equal(field.Value.GetInt32(), read.StepsBegun);
                    break;
                case "finished":
                    Assert.Equal(field.Value.GetBoolean(), read.Finished);
                    break;
                case "atoms":
                    Assert.Equal(field.Value.GetInt32(), read.Atoms);
                    break;
                case "version":
                    Assert.Equal(field.Value.GetString(), read.Version, ignoreCase: true);
                    break;
                case "IBRION":
                    Assert.Equal(field.Value.GetInt32(), read.Settings.Ibrion);
                    break;
                case "NSW":
                    Assert.Equal(field.Value.GetInt32(), read.Settings.Nsw);
                    break;
                case "NELM":
                    Assert.Equal(field.Value.GetInt32(), read.Settings.Nelm);
                    break;
                case "electronic_steps":
                    Assert.Equal(field.Value.EnumerateArray().Select(steps => steps.GetInt32()), read.ElectronicSteps.Take(field.Value.GetArrayLength()));
                    Assert.InRange(read.ElectronicSteps.Length - field.Value.GetArrayLength(), 0, 1);
                    break;
                case "max_force_last":
                    Assert.Equal(field.Value.GetDouble(), read.Steps[^1].MaxForce, 1e-9);
                    break;
                case "energy_sigma0_eV":
                    Assert.Equal(field.Value.EnumerateArray().Select(energy => energy.GetDouble()), read.EnergySigma0);
                    break;
                case "energy_sigma0_last_eV":
                    Assert.Equal(field.Value.GetDouble(), read.EnergySigma0[^1]);
                    break;
            }
        }
    }
}
