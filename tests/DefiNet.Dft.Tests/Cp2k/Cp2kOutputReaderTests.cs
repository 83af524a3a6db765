using DefiNet.Crystals;
using DefiNet.Dft.Cp2k;
using DefiNet.Dft.Records;
using DefiNet.Dft.Runs;

namespace DefiNet.Dft.Tests.Cp2k;

/// <summary>The numbers were counted in the outputs by hand, with grep and awk.</summary>
public sealed class Cp2kOutputReaderTests
{
    private const double Hartree = 27.2113838565563;

    [Theory]
    [InlineData("xtb-bfgs.out", 5, 4, 0, 0, new[] { 79, 9, 9, 9, 9 }, 0.00868103, -75.735106760747513)]
    [InlineData("xtb-lbfgs.out", 6, 4, 0, 0, new[] { 79, 22, 17, 18, 16, 13 }, 0.02145760, -75.735105294285191)]
    [InlineData("xtb-cg.out", 10, 5, 5, 0, new[] { 79, 9, 8, 9, 9, 9, 7, 6, 6, 5 }, 0.00417253, -75.735107084839257)]
    [InlineData("pbe-szv.out", 8, 7, 0, 0, new[] { 55, 14, 14, 14, 14, 13, 12, 12 }, 0.04660007, -207.831916005439496)]
    public void A_converged_relaxation_is_counted_in_force_evaluations_and_in_steps_of_the_optimiser(string name, int evaluations, int steps, int lineSearches, int resets, int[] electronic, double force, double energy)
    {
        var output = Read(name);

        Assert.Equal("2023.1", output.Version);
        Assert.Equal(32, output.Atoms);
        Assert.Equal(evaluations, output.IonicSteps);
        Assert.Equal(evaluations, output.StepsBegun);
        Assert.Equal(steps, output.OptimiserSteps);
        Assert.Equal(lineSearches, output.LineSearches);
        Assert.Equal(resets, output.HistoryResets);
        Assert.Equal(electronic, output.ElectronicSteps);
        Assert.Equal(force, output.Steps[^1].MaxForce, 1e-6);
        Assert.Equal(energy * Hartree, output.Steps[^1].Energy, 1e-6);
        Assert.True(output is { ReachedAccuracy: true, Finished: true, Converged: true, Error: null, Ended: "finished" });
        Assert.True(output.Seconds > 10);
    }

    [Fact]
    public void Settings_and_atoms_are_as_printed()
    {
        var output = Read("xtb-bfgs.out");

        var settings = output.Settings.ToDictionary(setting => setting.Name);
        Assert.Equal("BFGS", settings["OPTIMIZER"].Text);
        Assert.Equal("GEO_OPT", settings["RUN_TYPE"].Text);
        Assert.Equal("GFN1-xTB", settings["method"].Text);
        Assert.Equal("XYZ", settings["PERIODIC"].Text);
        Assert.Equal(4.5e-4, settings["MAX_FORCE"].Number);
        Assert.Equal(100, settings["MAX_SCF"].Number);
        Assert.Equal(1e-6, settings["EPS_SCF"].Number);
        Assert.Equal(15, output.Species.Count(element => element.Symbol == "B"));
        Assert.Equal("C", output.Species[10].Symbol);
        Assert.Equal(20, output.Lattice!.C.Z);
        Assert.Equal(-5.025, output.Lattice.B.X);
    }

    [Fact]
    public void A_printed_stress_belongs_to_the_forces_before_it()
    {
        var frames = Cp2kOutputReader.Read(new MemoryStream(RecordedOutput.Bytes("Cp2k", "xtb-stress.out")), keepEveryStep: true).Single().Frames;

        Assert.Equal(5, frames.Length);
        Assert.Equal(new Stress(-8.55324015230, -10.6918915228, 4.29348643583, -1.85223926085, -1.47480854511e-5, 5.34866615804e-8), frames[0].Stress!.Value, Same);
        Assert.Equal(new Stress(-8.54387526733, -8.99990762562, 4.29890978301, -0.394930816218, -4.24169720543e-7, -3.68153192018e-7), frames[^1].Stress!.Value, Same);
        Assert.All(Cp2kOutputReader.Read(new MemoryStream(RecordedOutput.Bytes("Cp2k", "xtb-bfgs.out")), keepEveryStep: true).Single().Frames, frame => Assert.Null(frame.Stress));

        static bool Same(Stress one, Stress other) =>
            Math.Abs(one.Pressure - other.Pressure) < 1e-9 && Math.Abs(one.ZZ - other.ZZ) < 1e-9 && Math.Abs(one.XY - other.XY) < 1e-9 && Math.Abs(one.YZ - other.YZ) < 1e-9 && Math.Abs(one.ZX - other.ZX) < 1e-9;
    }

    [Theory]
    [InlineData("xtb-lbfgs.out", "LBFGS")]
    [InlineData("xtb-cg.out", "CG")]
    [InlineData("xtb-cg-resets.out", "CG")]
    public void The_optimiser_has_the_name_that_the_input_gave_it(string name, string optimiser) =>
        Assert.Equal(optimiser, Read(name).Settings.Single(setting => setting.Name == "OPTIMIZER").Text);

    [Fact]
    public void Conjugate_gradient_that_falls_back_to_steepest_descent_has_reset_its_history()
    {
        // The third step and those after it as CP2K prints it where the new direction is not conjugate enough (RESTART_LIMIT).
        var text = System.Text.Encoding.Latin1.GetString(RecordedOutput.Bytes("Cp2k", "xtb-cg.out"));
        var third = text.IndexOf("Informations at step =     3", StringComparison.Ordinal);
        var spoken = text[..third] + text[third..].Replace("                   CG\n", "                   SD\n", StringComparison.Ordinal);

        var output = Cp2kOutputReader.Read(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(spoken)))[0];

        Assert.True(output.Converged);
        Assert.Equal(3, output.HistoryResets);
    }

    [Fact]
    public void Where_every_step_is_one_of_steepest_descent_the_history_was_reset_at_each_but_the_first()
    {
        var output = Read("xtb-cg-resets.out");

        Assert.Equal(7, output.OptimiserSteps);
        Assert.Equal(6, output.HistoryResets);
        Assert.Equal(7, output.LineSearches);
        Assert.Equal(14, output.IonicSteps);
    }

    [Fact]
    public void At_its_time_limit_no_broken_off_electronic_loop_makes_a_step()
    {
        var output = Read("xtb-walltime.out");

        Assert.Equal(0, output.IonicSteps);
        Assert.Equal(2, output.StepsBegun);
        Assert.True(output is { Finished: true, Stopped: true, Converged: false, ReachedAccuracy: false, Ended: "stopped", Error: "walltime" });
    }

    [Fact]
    public void The_largest_number_of_steps_is_an_end_without_convergence()
    {
        var output = Read("xtb-step-limit.out");

        Assert.Equal(3, output.IonicSteps);
        Assert.Equal(2, output.OptimiserSteps);
        Assert.True(output is { Finished: true, ReachedStepLimit: true, Converged: false, Ended: "finished" });
    }

    [Fact]
    public void Electronic_loops_that_do_not_converge_are_seen()
    {
        var output = Read("xtb-scf-failure.out");

        Assert.Equal(4, output.IonicSteps);
        Assert.Equal([6, 6, 6, 6], output.ElectronicSteps);
        Assert.Equal(4, output.UnconvergedLoops);
        Assert.True(output is { LastLoopUnconverged: true, Converged: false, Error: "scf_not_converged" });
    }

    [Fact]
    public void A_basis_that_is_not_there_has_its_name_as_an_error()
    {
        var output = Read("pbe-bad-basis.out");

        Assert.True(output is { Finished: false, Error: "basis_not_found", Ended: "error", IonicSteps: 0, StepsBegun: 0 });
    }

    [Fact]
    public void Frozen_atoms_do_not_count_in_the_largest_free_force()
    {
        // The carbon's three nitrogens feel the largest forces at the start: atoms 4, 12 and 14.
        var freedom = Enumerable.Repeat(AxisFreedom.Free, 32).ToArray();
        (freedom[3], freedom[11], freedom[13]) = (AxisFreedom.Frozen, AxisFreedom.Frozen, AxisFreedom.Frozen);

        var first = Cp2kOutputReader.Read(RecordedOutput.PathOf("Cp2k", "xtb-bfgs.out"), [.. freedom])[0].Steps[0];

        Assert.Equal(1.31230434, first.MaxForce, 1e-6);
        Assert.True(first.MaxForceFree < 0.3);
    }

    [Fact]
    public void Runs_appended_to_one_file_are_parts_of_one_run()
    {
        var bytes = RecordedOutput.Bytes("Cp2k", "xtb-step-limit.out").Concat(RecordedOutput.Bytes("Cp2k", "xtb-bfgs.out")).ToArray();

        var parts = Cp2kOutputReader.Read(new MemoryStream(bytes));

        Assert.Equal([3, 5], parts.Select(part => part.IonicSteps));
        Assert.False(parts[0].Converged);
        Assert.True(parts[1].Converged);
        var record = new EngineRun("run", parts, null).ToRecord();
        Assert.Equal(8, record.IonicSteps);
        Assert.Equal(6, record.OptimiserSteps);
        Assert.Equal(2, record.Parts);
    }

    [Fact]
    public void Without_tables_of_forces_an_energy_that_something_follows_is_a_step()
    {
        // The same output as it is printed without FORCE_EVAL/PRINT/FORCES.
        var lines = System.Text.Encoding.Latin1.GetString(RecordedOutput.Bytes("Cp2k", "xtb-lbfgs.out")).Split('\n').ToList();
        for (int begin; (begin = lines.FindIndex(line => line.StartsWith(" ATOMIC FORCES in", StringComparison.Ordinal))) >= 0;)
            lines.RemoveRange(begin, lines.FindIndex(begin, line => line.StartsWith(" SUM OF ATOMIC FORCES", StringComparison.Ordinal)) - begin + 1);

        var output = Cp2kOutputReader.Read(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(string.Join('\n', lines))))[0];

        Assert.Equal(6, output.IonicSteps);
        Assert.Equal([79, 22, 17, 18, 16, 13], output.ElectronicSteps);
        Assert.True(double.IsNaN(output.Steps[^1].MaxForce));
        Assert.True(output.Converged);
    }

    [Fact]
    public void The_layout_of_later_versions_is_read()
    {
        const string Text = """
              **** **** ******  **  PROGRAM STARTED AT               2024-05-01 10:00:00.000
             CP2K| version string:                                       CP2K version 2024.1
              **  STARTING GEOMETRY OPTIMIZATION  ***
             SCF WAVEFUNCTION OPTIMIZATION
              Step     Update method      Time    Convergence         Total energy    Change
                 1 OT DIIS     0.80E-01    0.1     0.04432432       -64.8511314580 -6.49E+01
              *** SCF run converged in     1 steps ***
             ENERGY| Total FORCE_EVAL ( QS ) energy [hartree]            -17.1643447508
             FORCES| Atomic forces [hartree/bohr]
             FORCES|   Atom     x               y               z               |f|
             FORCES|      1  1.00000000E-02  0.00000000E+00  0.00000000E+00  1.00000000E-02
             FORCES|      2 -1.00000000E-02  0.00000000E+00  0.00000000E+00  1.00000000E-02
             FORCES| Sum     0.00000000E+00  0.00000000E+00  0.00000000E+00  0.00000000E+00
             OPT| Step number                                                              1
             OPT| Optimization method                                                   BFGS
             OPT| Maximum gradient                                              0.0100000000
             OPT| Convergence limit for maximum gradient                        0.0004500000
             OPT| Maximum gradient is converged                                           NO

            """;

        var output = Cp2kOutputReader.Read(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(Text)))[0];

        Assert.Equal("2024.1", output.Version);
        Assert.Equal(1, output.IonicSteps);
        Assert.Equal(1, output.OptimiserSteps);
        Assert.Equal(0.01 * Hartree / 0.529177208590, output.Steps[0].MaxForce, 1e-9);
        Assert.Equal(-17.1643447508 * Hartree, output.Steps[0].Energy, 1e-9);
    }

    [Fact]
    public void A_trajectory_gives_every_whole_frame()
    {
        var file = Path.Combine(Path.GetTempPath(), $"definet-{Guid.NewGuid():N}.xyz");
        var bytes = RecordedOutput.Bytes("Cp2k", "xtb-bfgs-pos.xyz");
        try
        {
            File.WriteAllBytes(file, bytes);
            var whole = XyzTrajectory.Read(file, every: true);
            File.WriteAllBytes(file, bytes[..^20]);
            var cut = XyzTrajectory.Read(file, every: true);

            Assert.Equal(5, whole.Count); // four steps, and the energy computed once more
            Assert.Equal(4, cut.Count);
            Assert.Equal(whole.Frames[3], cut.Last);
            Assert.Equal(32, whole.Last.Length);
            Assert.Equal("C", whole.Species[10].Symbol);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static EngineOutput Read(string name) => Assert.Single(Cp2kOutputReader.Read(RecordedOutput.PathOf("Cp2k", name)));
}
