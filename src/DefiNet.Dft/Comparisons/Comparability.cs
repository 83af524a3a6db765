namespace DefiNet.Dft.Comparisons;

/// <summary>Whether the steps of two runs may be compared, and why not. The view <c>ionic_step_pair</c> says the same in SQL, word for word; its tests hold both against each other.</summary>
public static class Comparability
{
    /// <summary>Every reason to leave a pair of ended runs out, the first of which the statistics show; none for a comparable pair.</summary>
    /// <param name="raw">The raw arm.</param>
    /// <param name="arm">The other arm.</param>
    public static IReadOnlyList<string> Reasons(ArmFacts raw, ArmFacts arm)
    {
        var reasons = new List<string>();
        void When(bool holds, string reason)
        {
            if (holds)
                reasons.Add(reason);
        }

        When(!raw.Finished, "raw arm cut short");
        When(!arm.Finished, "arm cut short");
        When(!raw.Converged, "raw arm not converged");
        When(!arm.Converged, "arm not converged");
        When(raw.Restarted, "raw arm restarted");
        When(arm.Restarted, "arm restarted");
        When(raw.Engine != arm.Engine, "other engine");
        When(raw.EngineVersion != arm.EngineVersion, "other engine version");
        When(raw.SettingsHash != arm.SettingsHash, raw.Corrected || arm.Corrected ? "corrected otherwise" : "other settings");
        When(raw.IonicSteps < 1 || arm.IonicSteps < 1, "no complete step");
        return reasons;
    }
}
