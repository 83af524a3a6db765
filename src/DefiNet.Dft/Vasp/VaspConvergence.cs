namespace DefiNet.Dft.Vasp;

/// <summary>Judges whether a run converged from what its file says, trusting no message alone.</summary>
internal static class VaspConvergence
{
    // Half a unit of the last printed digit (1e-6 in OUTCAR) on each of three components.
    private const double PrintedForce = 1e-6;

    /// <summary>Null for a file that cannot tell.</summary>
    public static bool? Of(VaspOutput output)
    {
        if (output.Kind is VaspFileKind.Oszicar or VaspFileKind.Xdatcar)
            return null;
        if (output.Finished != true || output.Steps.IsEmpty || output.LastLoopUnconverged || output.WentOnAfterAccuracy)
            return false;
        return output.ReachedAccuracy is { } said ? said && Holds(output, otherwise: true) : IsRelaxation(output) && Holds(output, otherwise: false);
    }

    private static bool IsRelaxation(VaspOutput output) => output.Settings is { Ibrion: 1 or 2 or 3, Nsw: > 0 };

    // Whether the ionic criterion holds for the last step; `otherwise` where it cannot be computed.
    private static bool Holds(VaspOutput output, bool otherwise)
    {
        var steps = output.Steps;
        var printed = output.Settings.Ediffg;
        var criterion = output.PreciseEdiffg is { } precise && (printed is not { } coarse || IsRounded(precise, coarse)) ? precise : printed;
        return criterion switch
        {
            < 0 and var force => steps[^1].MaxForceFree <= -force + PrintedForce,
            > 0 and var energy when !otherwise => steps.Length > 1 && Math.Abs(steps[^1].Energy - steps[^2].Energy) < energy,
            _ => otherwise,
        };
    }

    /// <summary>Whether a number may be another one rounded to one digit, as OUTCAR prints its criteria (0.1E-03).</summary>
    public static bool IsRounded(double precise, double coarse) =>
        Math.Abs(precise - coarse) <= 0.51 * Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(coarse)) + 1e-9));
}
