using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.QuantumEspresso;
using DefiNet.Dft.Runs;

namespace DefiNet.Dft.Tests.QuantumEspresso;

/// <summary>The numbers were counted in the outputs by hand, with grep and awk.</summary>
public sealed class PwOutputReaderTests
{
    private const double Rydberg = 13.605693122994;

    [Fact]
    public void A_converged_relaxation_is_read_in_full()
    {
        var output = Read("relaxed.out");

        Assert.Equal("6.7MaX", output.Version);
        Assert.Equal(8, output.Atoms);
        Assert.Equal("CNBNBNBN", string.Concat(output.Species.Select(element => element.Symbol)));
        Assert.Equal(4, output.IonicSteps);
        Assert.Equal(4, output.StepsBegun);
        Assert.Equal(3, output.OptimiserSteps);
        Assert.Equal([11, 8, 8, 5], output.ElectronicSteps);
        Assert.Equal(-112.26442834 * Rydberg, output.Steps[0].Energy, 1e-6);
        Assert.Equal(1.12650760, output.Steps[0].MaxForce, 1e-6);
        Assert.Equal(0.00824501, output.Steps[^1].MaxForce, 1e-6);
        Assert.True(output is { ReachedAccuracy: true, Finished: true, Converged: true, Ended: "finished", Error: null });
        Assert.Equal(74.24, output.CpuSeconds!.Value, 1e-9);
        Assert.Equal(95.16, output.Seconds!.Value, 1e-9);
        Assert.Equal(20, output.Lattice!.C.Z, 1e-4);
    }

    [Fact]
    public void Positions_are_those_at_which_the_last_forces_were_evaluated()
    {
        var output = Assert.Single(PwOutputReader.Read(RecordedOutput.PathOf("QuantumEspresso", "relaxed.out"), keepEveryStep: true));

        Assert.Equal(4, output.Positions.Length);
        Assert.Equal(1.4505512708, output.Positions[0][0].Y, 1e-5);
        Assert.Equal(new Vector3(1.2361350520, 0.7368683658, 10), output.Positions[1][1]);
        Assert.Equal(new Vector3(1.2396045279, 0.7348652629, 10), output.LastPositions[1]);
    }

    [Fact]
    public void The_printed_settings_are_there()
    {
        var settings = Read("relaxed.out").Settings.ToDictionary(setting => setting.Name);

        Assert.Equal(25, settings["ecutwfc_Ry"].Number);
        Assert.Equal(150, settings["ecutrho_Ry"].Number);
        Assert.Equal(1e-3, settings["forc_conv_thr_Ry_per_bohr"].Number);
        Assert.Equal(1e-7, settings["conv_thr_Ry"].Number);
        Assert.Equal(50, settings["nstep"].Number);
        Assert.Equal(33, settings["electrons"].Number);
        Assert.Equal("PBE", settings["functional"].Text);
    }

    [Fact]
    public void The_largest_number_of_steps_is_an_end_without_convergence()
    {
        var output = Read("step-limit.out");

        Assert.Equal(2, output.IonicSteps);
        Assert.Equal(1, output.OptimiserSteps);
        Assert.True(output is { Finished: true, ReachedStepLimit: true, Converged: false });
    }

    [Fact]
    public void An_electronic_loop_that_does_not_converge_ends_the_run_without_a_step()
    {
        var output = Read("scf-failure.out");

        Assert.Equal(0, output.IonicSteps);
        Assert.Equal([4], output.ElectronicSteps);
        Assert.True(output is { Finished: true, LastLoopUnconverged: true, Converged: false, Error: "scf_not_converged" });
    }

    [Fact]
    public void At_its_time_limit_the_run_stops_inside_a_step_begun()
    {
        var output = Read("walltime.out");

        Assert.Equal(1, output.IonicSteps);
        Assert.Equal(2, output.StepsBegun);
        Assert.True(output is { Finished: true, Stopped: true, Converged: false, Ended: "stopped", Error: "walltime" });
        Assert.Equal([11, 2], output.ElectronicSteps);
    }

    [Fact]
    public void The_box_of_an_error_gives_it_a_name()
    {
        var output = Read("error-box.out");

        Assert.True(output is { Finished: false, Ended: "error", IonicSteps: 0 });
        Assert.Equal("pseudopotential", output.Error);
    }

    [Fact]
    public void A_frozen_atom_does_not_count_in_the_largest_free_force()
    {
        // The nitrogens beside the carbon feel the largest forces: atoms 2, 4 and 6.
        var freedom = Enumerable.Range(0, 8).Select(atom => atom is 1 or 3 or 5 ? AxisFreedom.Frozen : AxisFreedom.Free);

        var first = PwOutputReader.Read(RecordedOutput.PathOf("QuantumEspresso", "relaxed.out"), [.. freedom])[0].Steps[0];

        Assert.Equal(1.12650760, first.MaxForce, 1e-6);
        Assert.True(first.MaxForceFree < 0.4);
    }

    [Fact]
    public void Rejected_steps_and_resets_of_the_history_are_told_apart_from_steps()
    {
        // As the trust radius search of BFGS prints them (Modules/bfgs_module.f90).
        var text = Encoding.Latin1.GetString(RecordedOutput.Bytes("QuantumEspresso", "relaxed.out"))
            .Replace("     CASE: energy  _new < energy  _old", "     CASE: energy  _new > energy  _old\n\n     resetting bfgs history", StringComparison.Ordinal);

        var output = Assert.Single(PwOutputReader.Read(new MemoryStream(Encoding.Latin1.GetBytes(text))));

        Assert.Equal(2, output.LineSearches);
        Assert.Equal(2, output.HistoryResets);
        Assert.Equal(3, output.OptimiserSteps);
        Assert.Equal(4, output.IonicSteps);
    }

    [Fact]
    public void The_last_calculation_of_a_variable_cell_is_no_step()
    {
        var text = Encoding.Latin1.GetString(RecordedOutput.Bytes("QuantumEspresso", "relaxed.out"));
        var loop = text[text.IndexOf("     Self-consistent Calculation", StringComparison.Ordinal)..text.IndexOf("     BFGS Geometry Optimization", StringComparison.Ordinal)];
        var longer = text.Replace("End final coordinates\n", $"End final coordinates\n\n     A final scf calculation at the relaxed structure.\n\n{loop}\n", StringComparison.Ordinal);

        var output = Assert.Single(PwOutputReader.Read(new MemoryStream(Encoding.Latin1.GetBytes(longer))));

        Assert.Equal(4, output.IonicSteps);
        Assert.Equal([11, 8, 8, 5], output.ElectronicSteps);
        Assert.True(output.Converged);
    }

    private static EngineOutput Read(string name) => Assert.Single(PwOutputReader.Read(RecordedOutput.PathOf("QuantumEspresso", name)));
}
