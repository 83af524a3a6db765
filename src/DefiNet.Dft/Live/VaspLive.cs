using System.Globalization;

namespace DefiNet.Dft.Live;

/// <summary>Reads from the ends of growing OSZICAR and OUTCAR files how far VASP is; a line that is cut or garbled is left aside.</summary>
public static class VaspLive
{
    private const string Oszicar = "OSZICAR", Outcar = "OUTCAR";
    private const int ForceFields = 6;

    /// <summary>The files to look into: the lines of ionic steps, and the rows of the force table with the drift below it.</summary>
    public static IReadOnlyList<GrowingFile> Files { get; } =
    [
        new(Oszicar, 1 << 16, "F=", 32),
        new(Outcar, 1 << 16, @"[0-9] .*\.[0-9][0-9][0-9][0-9][0-9][0-9] *$", 600),
    ];

    /// <summary>What the ends say; null before the first complete step.</summary>
    /// <param name="tails">Text of each file by its name; absent files are left out.</param>
    public static LiveSteps? Read(IReadOnlyDictionary<string, string> tails)
    {
        if (!tails.TryGetValue(Oszicar, out var text))
            return null;
        var steps = 0;
        var energies = new List<double>();
        foreach (var line in text.Split('\n').SkipLast(1)) // the last one may be half written
        {
            var at = line.IndexOf(" F=", StringComparison.Ordinal);
            if (at < 0 || !int.TryParse(line.AsSpan(0, at), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var index) || index < 1)
                continue;
            var rest = line[(at + 3)..].TrimStart();
            var end = rest.IndexOf(' ', StringComparison.Ordinal);
            if (!double.TryParse(end < 0 ? rest : rest[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var energy) || !double.IsFinite(energy))
                continue;
            steps = index;
            energies.Add(energy);
        }

        return steps == 0 ? null : new(steps, energies, tails.TryGetValue(Outcar, out var table) ? LastForce(table) : null);
    }

    // Rows of six numbers; the line of the drift closes a table.
    private static double? LastForce(string rows)
    {
        double? largest = null, closed = null;
        Span<Range> fields = stackalloc Range[ForceFields + 1];
        foreach (var line in rows.AsSpan().EnumerateLines())
        {
            if (line.Contains("drift", StringComparison.Ordinal))
            {
                closed = largest ?? closed;
                largest = null;
                continue;
            }

            if (line.Split(fields, ' ', StringSplitOptions.RemoveEmptyEntries) != ForceFields)
                continue;
            double sum = 0;
            var numbers = true;
            for (var field = 0; field < ForceFields; field++)
            {
                numbers &= double.TryParse(line[fields[field]], NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
                sum += field >= 3 ? value * value : 0;
            }

            if (numbers && double.IsFinite(sum))
                largest = Math.Max(largest ?? 0, Math.Sqrt(sum));
        }

        return closed;
    }
}
