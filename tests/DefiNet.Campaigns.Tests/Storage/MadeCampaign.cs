using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;

namespace DefiNet.Campaigns.Tests.Storage;

/// <summary>A small campaign in which everything that a view tells apart happens.</summary>
internal static class MadeCampaign
{
    public const string Name = "demo";

    public static void Fill(DefiNetContext context)
    {
        var campaign = Made.Campaign(context, Name);
        var other = Made.Campaign(context, "another");
        Made.Pair(context, Made.Configuration(context, other, "MoS2", "V_S"), 99, 1);

        // MoS2, high density: 3 of 4 better, 1 worse; one other end state.
        Distant(Configuration("MoS2", "V_Mo + 2 V_S", "high"), 3.2, raw: 100, definet: 40, host: 80);
        Distant(Configuration("MoS2", "V_Mo + 2 V_S", "high"), 5.5, raw: 60, definet: 30);
        Distant(Configuration("MoS2", "Se_S", "high"), null, raw: 20, definet: 25);
        Distant(Configuration("MoS2", "2 V_S", "high"), 3.19, raw: 80, definet: 20, sameEnd: false);

        // MoS2, low density.
        Distant(Configuration("MoS2", "V_S", "low"), null, raw: 10, definet: 5);
        Distant(Configuration("MoS2", "2 V_S", "low"), 9.5, raw: 14, definet: 4);

        // WSe2: one that counts and one of each kind that does not.
        Distant(Configuration("WSe2", "V_W + V_Se", "high"), 2.5, raw: 50, definet: 50);
        Spoilt((raw, _) => raw.Restarted = true);
        Spoilt((_, arm) => arm.Restarted = true);
        Spoilt((_, arm) => arm.Record!.Parts = 2);
        Spoilt((raw, _) => raw.Record!.Converged = false);
        Spoilt((_, arm) => arm.Record!.Converged = false);
        Spoilt((raw, _) => raw.Record!.Finished = false);
        Spoilt((_, arm) => arm.Record!.Finished = false);
        Spoilt((raw, _) => Forget(raw));
        Spoilt((_, arm) => Forget(arm));
        Spoilt((raw, _) => raw.State = "failed");
        Spoilt((_, arm) => arm.State = "failed");
        Spoilt((_, arm) => arm.Engine = "vasp");
        Spoilt((_, arm) => arm.Record!.EngineVersion = "0.2.0");
        Spoilt((_, arm) => arm.Record!.EngineVersion = null);
        Spoilt((_, arm) => arm.SettingsHash = "other");
        Spoilt((_, arm) =>
        {
            arm.SettingsHash = "corrected";
            arm.Corrections.Add(new() { Error = "zbrent", Tag = "IBRION", OldValue = "2", NewValue = "1", Part = 2 });
        });
        Made.Run(context, Configuration("WSe2", "V_W", "high"), "definet", 10);

        // The host itself is never counted.
        Made.Pair(context, Configuration("MoS2", "pristine", "low"), 99, 1);
        context.SaveChanges();

        ConfigurationRow Configuration(string material, string descriptor, string density) => Made.Configuration(context, campaign, material, descriptor, density);

        void Distant(ConfigurationRow configuration, double? apart, int raw, int definet, int? host = null, bool sameEnd = true)
        {
            configuration.SmallestDefectDistanceA = apart;
            Made.Pair(context, configuration, raw, definet, sameEnd: sameEnd);
            if (host is { } steps)
                Made.Run(context, configuration, "raw-relaxed-host", steps).Record!.SameEndState = true;
        }

        void Spoilt(Action<DftRunRow, DftRunRow> spoil)
        {
            var (raw, arm) = Made.Pair(context, Configuration("WSe2", "V_Se", "high"), 9, 1);
            spoil(raw, arm);
        }

        void Forget(DftRunRow run)
        {
            context.Remove(run.Record!);
            run.Record = null;
        }
    }
}
