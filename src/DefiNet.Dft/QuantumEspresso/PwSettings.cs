using System.Globalization;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Runs;

namespace DefiNet.Dft.QuantumEspresso;

/// <summary>Settings of a relaxation by <c>pw.x</c>, by its own names in capitals and in its own units.</summary>
public sealed record PwSettings
{
    private const string Auto = "AUTO";

    private static readonly SettingRule[] Rules =
    [
        SettingRule.Word("PSEUDO_DIR"),
        new("PSEUDOPOTENTIALS", text => ParseFiles(text) is null ? null : text, "a list such as 'B=B.pbe-n-rrkjus_psl.1.0.0.UPF C=C.pbe-rrkjus.UPF'", false),
        SettingRule.Word("FUNCTIONAL"),
        NumberOrAuto("ECUTWFC", 5, 1000),
        NumberOrAuto("ECUTRHO", 20, 10_000),
        SettingRule.Whole("NSTEP", 1, 100_000),
        SettingRule.Number("FORC_CONV_THR", 1e-8, 1),
        SettingRule.Number("ETOT_CONV_THR", 1e-10, 1e6),
        SettingRule.Number("CONV_THR", 1e-16, 1),
        SettingRule.Number("MIXING_BETA", 0.001, 1),
        SettingRule.Whole("ELECTRON_MAXSTEP", 1, 10_000),
        SettingRule.Number("DEGAUSS", 1e-6, 1),
        SettingRule.OneOf("SMEARING", "gaussian", "cold", "marzari-vanderbilt", "methfessel-paxton", "fermi-dirac"),
        SettingRule.Whole("TOT_CHARGE", -100, 100),
        SettingRule.WholeOr("NSPIN", 1, 2, Auto),
        SettingRule.Number("STARTING_MAGNETIZATION", -1, 1),
        SettingRule.OneOf("ASSUME_ISOLATED", Auto, "2D", "none"),
        new("K_POINTS", text => ParseGrid(text) is null ? null : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), "GAMMA or three whole numbers such as 2 2 1", false),
        SettingRule.Whole("MAX_SECONDS", 10, 100_000_000, changesNothing: true),
        SettingRule.Whole("THREADS", 1, 1024, changesNothing: true),
        SettingRule.Word("PROGRAM", changesNothing: true),
    ];

    private readonly IReadOnlyDictionary<string, string> _values;

    private PwSettings(IReadOnlyDictionary<string, string> values) => _values = values;

    /// <summary>The usual settings: cutoffs as the pseudopotentials suggest, BFGS until no component of a force is larger than 1E-3 Ry/bohr (0.026 eV/Å). The energy's own criterion is set so wide that the forces decide.</summary>
    public static IReadOnlyDictionary<string, string> Defaults { get; } = new Dictionary<string, string>
    {
        ["PSEUDO_DIR"] = "/usr/share/espresso/pseudo",
        ["FUNCTIONAL"] = "PBE",
        ["ECUTWFC"] = Auto,
        ["ECUTRHO"] = Auto,
        ["NSTEP"] = "200",
        ["FORC_CONV_THR"] = "1E-3",
        ["ETOT_CONV_THR"] = "1",
        ["CONV_THR"] = "1E-7",
        ["MIXING_BETA"] = "0.4",
        ["ELECTRON_MAXSTEP"] = "200",
        ["DEGAUSS"] = "0.005",
        ["SMEARING"] = "gaussian",
        ["TOT_CHARGE"] = "0",
        ["NSPIN"] = Auto,
        ["STARTING_MAGNETIZATION"] = "0.5",
        ["ASSUME_ISOLATED"] = Auto,
        ["K_POINTS"] = "GAMMA",
        ["THREADS"] = "1",
        ["PROGRAM"] = "pw.x",
    };

    /// <summary>Wall time in seconds after which <c>pw.x</c> ends itself; null for none.</summary>
    public string? MaxSeconds => _values.GetValueOrDefault("MAX_SECONDS");

    /// <summary>1 or 2 as set; null where it follows from the number of electrons.</summary>
    public int? SpinComponents => this["NSPIN"] == Auto ? null : int.Parse(this["NSPIN"], CultureInfo.InvariantCulture);

    /// <summary>Total charge.</summary>
    public int Charge => int.Parse(this["TOT_CHARGE"], CultureInfo.InvariantCulture);

    /// <summary>The grid of k-points; null for the Gamma point alone.</summary>
    public (int A, int B, int C)? Grid => ParseGrid(this["K_POINTS"]) is { A: > 0 } grid ? grid : null;

    /// <summary>Files by element, where they are named.</summary>
    public IReadOnlyDictionary<Element, string> Files => _values.TryGetValue("PSEUDOPOTENTIALS", out var text) ? ParseFiles(text)! : new Dictionary<Element, string>();

    /// <summary>A setting that is always there.</summary>
    public string this[string name] => _values[name];

    /// <summary>Whether a setting is left to what the atoms and pseudopotentials suggest.</summary>
    public bool IsAuto(string name) => _values[name] == Auto;

    /// <summary>Checks settings; what they do not name is <see cref="Defaults"/>.</summary>
    /// <exception cref="DftException">There is no such setting, or its value cannot be right.</exception>
    public static PwSettings Of(IReadOnlyDictionary<string, string> settings) => new(SettingRule.Check(settings, Rules, Defaults, "Quantum ESPRESSO"));

    /// <summary>Lines that are equal for two runs that are comparable; the files that are named go in by what they hold.</summary>
    internal string Canonical()
    {
        var text = new StringBuilder(SettingRule.Canonical(_values, Rules));
        foreach (var (element, file) in Files.OrderBy(pair => pair.Key.AtomicNumber))
        {
            var path = Path.Combine(this["PSEUDO_DIR"], file);
            if (File.Exists(path))
                text.Append(CultureInfo.InvariantCulture, $"{element}={PseudopotentialReader.Read(path).Sha256}\n");
        }

        return text.ToString();
    }

    private static SettingRule NumberOrAuto(string name, double least, double most)
    {
        var number = SettingRule.Number(name, least, most);
        return number with { Canon = text => text.Equals(Auto, StringComparison.OrdinalIgnoreCase) ? Auto : number.Canon(text), MustBe = $"{Auto} or {number.MustBe}" };
    }

    private static (int A, int B, int C)? ParseGrid(string text)
    {
        if (text.Equals("GAMMA", StringComparison.OrdinalIgnoreCase))
            return (0, 0, 0);
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 3 && Divisions(fields[0]) is { } a && Divisions(fields[1]) is { } b && Divisions(fields[2]) is { } c ? (a, b, c) : null;
    }

    private static int? Divisions(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 100 ? value : null;

    private static Dictionary<Element, string>? ParseFiles(string text)
    {
        var files = new Dictionary<Element, string>();
        foreach (var pair in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=');
            if (parts is not [var symbol, { Length: > 0 } file] || !Element.TryParse(symbol, out var element) || file.Contains('/', StringComparison.Ordinal) || file.Contains('\'', StringComparison.Ordinal) || !files.TryAdd(element, file))
                return null;
        }

        return files.Count > 0 ? files : null;
    }
}
