using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Dft;
using DefiNet.Dft.Records;

namespace DefiNet.Campaigns.Tests.Running;

/// <summary>An engine in ten lines of shell: counts down from the start's number of steps, a line per step, and halves the energy as it goes.</summary>
internal sealed class ScriptedEngine : IDftEngine
{
    private const string Script = """
        echo engine >>../launches
        total=$(cat total); step=$(cat first)
        if [ -e fails ]; then echo 'Something is wrong.' >&2; exit 3; fi
        if [ -e wordless ] && ! [ -e ../silent ]; then touch ../silent; exit 1; fi
        if [ -e dumb ]; then exit 1; fi
        if [ -e greedy ]; then echo 'slurmstepd: error: Exceeded job memory limit at some point.'; exit 137; fi
        while [ "$step" -le "$total" ]; do
            sleep "$(cat pause)"
            if [ -e error ] && [ "$step" = "$(head -1 error)" ]; then tail -1 error; exit 1; fi
            echo "$step $((total - step))" >>steps
            step=$((step + 1))
        done
        echo done >finished
        """;

    public string Name => "scripted";

    public double StepSeconds { get; init; }

    public string SettingsHash(IReadOnlyDictionary<string, string> settings) => string.Join(';', settings.Select(tag => $"{tag.Key}={tag.Value}"));

    public void WriteInputs(RunInputs inputs, string folder)
    {
        if (inputs.Start.Comment == "refused")
            throw new DftException("The engine cannot treat this structure.");
        Write(folder, StepsOf(inputs.Start), first: 1);
        // "4 IBRION 2 message": in that step, as long as the tag has that value.
        if (inputs.Settings.GetValueOrDefault("ERROR")?.Split(' ', 4) is [var step, var tag, var value, var message] && inputs.Settings.GetValueOrDefault(tag) == value)
            File.WriteAllText(Path.Combine(folder, "error"), $"{step}\n{message}\n");
        if (inputs.Start.Comment is "fails" or "wordless" or "dumb" or "greedy")
            File.WriteAllText(Path.Combine(folder, inputs.Start.Comment), "");
    }

    public EngineCommand Command(string folder) => new("/bin/sh", ["-c", Script]);

    public bool TryWriteContinuation(IReadOnlyList<string> partFolders, string folder)
    {
        var done = partFolders.Sum(part => LinesOf(part).Length);
        if (done == 0)
            return false;
        Write(folder, int.Parse(File.ReadAllText(Path.Combine(partFolders[0], "total")), CultureInfo.InvariantCulture), done + 1);
        return true;
    }

    public IonicRecord Read(IReadOnlyList<string> partFolders)
    {
        if (!File.Exists(Path.Combine(partFolders[0], "total")))
            throw new DftException($"{partFolders[0]}: there is no output.");
        var steps = partFolders.SelectMany(LinesOf).Select((line, index) => new IonicStep(index + 1, double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture), null, 0.1, 0.1, 5, 0.01)).ToImmutableArray();
        var finished = File.Exists(Path.Combine(partFolders[^1], "finished"));
        return new()
        {
            Engine = Name,
            EngineVersion = "1",
            Steps = steps,
            StepsBegun = steps.Length,
            ElectronicSteps = [.. steps.Select(step => step.ElectronicSteps)],
            ReachedAccuracy = finished,
            Finished = finished,
            Converged = finished,
            Ended = finished ? "finished" : "cut",
            Parts = partFolders.Count,
            Seconds = 1,
            CpuSeconds = 1,
            FinalStructure = TestCampaign.Cell(0, 0),
        };
    }

    /// <summary>Steps that a start takes: the height of its first atom in thousandths.</summary>
    public static int StepsOf(Structure start) => (int)Math.Round(1000 * start.Fractional[0].Z);

    private void Write(string folder, int total, int first)
    {
        File.WriteAllText(Path.Combine(folder, "total"), total.ToString(CultureInfo.InvariantCulture));
        File.WriteAllText(Path.Combine(folder, "first"), first.ToString(CultureInfo.InvariantCulture));
        File.WriteAllText(Path.Combine(folder, "pause"), StepSeconds.ToString(CultureInfo.InvariantCulture));
    }

    // A line without its end was cut by the kill.
    private static string[] LinesOf(string part)
    {
        var path = Path.Combine(part, "steps");
        return File.Exists(path) ? File.ReadAllText(path).Split('\n')[..^1] : [];
    }
}
