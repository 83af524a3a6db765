using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Dft.Live;

namespace DefiNet.Campaigns.Tests.Running.Clusters;

public sealed class LiveFlagsTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    [Fact]
    public void An_energy_that_falls_is_no_reason_to_look()
    {
        Assert.Null(LiveFlags.Of(Steps(-10, -10.5, -10.8, -10.9, -10.95, -10.96), Soon));
        Assert.Null(LiveFlags.Of(null, Soon));
    }

    [Fact]
    public void The_trial_steps_of_a_line_search_are_no_climb() =>
        Assert.Null(LiveFlags.Of(Steps(-10, -9.9, -10.4, -10.2, -10.6, -10.5, -10.7), Soon));

    [Fact]
    public void An_energy_that_rises_step_after_step_is_flagged() =>
        Assert.Equal(LiveFlags.EnergyClimbs, LiveFlags.Of(Steps(-10, -10.5, -10.4, -10.2, -9.9, -9.5), Soon));

    [Fact]
    public void Many_steps_to_and_fro_are_flagged()
    {
        var energies = Enumerable.Range(0, 32).Select(step => step < 8 ? -10.0 - step : -17 + (0.01 * (step % 2))).ToArray();

        Assert.Equal(LiveFlags.GoesNowhere, LiveFlags.Of(Steps(energies), Soon));
    }

    [Fact]
    public void No_step_for_hours_is_flagged() => Assert.Equal(LiveFlags.Silent, LiveFlags.Of(Steps(-10), TimeSpan.FromHours(7)));

    [Fact]
    public void The_ends_of_growing_files_tell_steps_energy_and_largest_force()
    {
        var live = VaspLive.Read(new Dictionary<string, string>
        {
            ["OSZICAR"] = "DAV:   1     0.1E+02\n   6 F= -.13781770E+04 E0= -.13781770E+04  d E =-.1E-01\n   7 F= -.13782000E+04 E0= -.13782000E+04  d E =-.2E-02\n   8 F= -.13",
            ["OUTCAR"] = "1.00000 0.00000 0.00000 9.000000 0.0 0.0\n    total drift:                0.000000     -0.000000      0.000000\n"
                + "      0.00000      0.00000      3.10000         0.300000      0.000000     -0.400000\n      1.00000      0.00000      3.10000         0.100000      0.000000      0.000000\n    total drift:      0.000000     -0.000000      0.000000\n"
                + "      0.00000      0.00000      3.10000         7.000000      0.000000     -0.400000\n",
        });

        Assert.Equal((7, -1378.2, 0.5), (live!.Steps, live.Energies[^1], live.MaxForce!.Value));
        Assert.Equal(2, live.Energies.Count);
    }

    private static LiveSteps Steps(params double[] energies) => new(energies.Length, energies, null);
}
