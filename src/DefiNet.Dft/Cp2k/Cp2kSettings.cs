using System.Globalization;
using DefiNet.Dft.Runs;

namespace DefiNet.Dft.Cp2k;

/// <summary>Settings of a CP2K relaxation, by CP2K's own names and in its own units.</summary>
public sealed record Cp2kSettings
{
    /// <summary>PBE in the basis of Gaussians and plane waves.</summary>
    public const string Pbe = "PBE";

    /// <summary>The tight-binding method GFN1-xTB.</summary>
    public const string Xtb = "GFN1-XTB";

    private static readonly SettingRule[] Rules =
    [
        SettingRule.OneOf("METHOD", Pbe, Xtb),
        SettingRule.OneOf("BASIS", "SZV", "DZVP"),
        SettingRule.Number("CUTOFF", 20, 10_000),
        SettingRule.Number("REL_CUTOFF", 10, 1000),
        SettingRule.Number("EPS_DEFAULT", 1e-20, 1e-4),
        SettingRule.OneOf("OPTIMIZER", "BFGS", "LBFGS", "CG"),
        SettingRule.OneOf("LINE_SEARCH", "2PNT", "3PNT", "GOLD", "FIT"),
        SettingRule.Whole("MAX_ITER", 1, 100_000),
        SettingRule.Number("MAX_FORCE", 1e-8, 1),
        SettingRule.Number("RMS_FORCE", 1e-8, 100),
        SettingRule.Number("MAX_DR", 1e-8, 100),
        SettingRule.Number("RMS_DR", 1e-8, 100),
        SettingRule.Number("EPS_SCF", 1e-12, 1e-2),
        SettingRule.Whole("MAX_SCF", 1, 10_000),
        SettingRule.Whole("OUTER_SCF", 1, 1000),
        SettingRule.Whole("CHARGE", -100, 100),
        SettingRule.WholeOr("MULTIPLICITY", 1, 100, Auto),
        SettingRule.OneOf("STRESS_TENSOR", changesNothing: true, "NONE", "ANALYTICAL"),
        SettingRule.OneOf("PERIODIC", Auto, "XY", "XYZ"),
        SettingRule.Word("BASIS_SET_FILE_NAME"),
        SettingRule.Word("POTENTIAL_FILE_NAME"),
        SettingRule.Whole("WALLTIME", 10, 100_000_000, changesNothing: true),
        SettingRule.Whole("THREADS", 1, 1024, changesNothing: true),
        SettingRule.Word("PROGRAM", changesNothing: true),
    ];

    private const string Auto = "AUTO";

    private readonly IReadOnlyDictionary<string, string> _values;

    private Cp2kSettings(IReadOnlyDictionary<string, string> values) => _values = values;

    /// <summary>The usual settings: PBE with SZV and BFGS until no component of a force is larger than 4.5E-4 hartree/bohr (0.023 eV/Å).</summary>
    public static IReadOnlyDictionary<string, string> Defaults { get; } = new Dictionary<string, string>
    {
        ["METHOD"] = Pbe,
        ["BASIS"] = "SZV",
        ["CUTOFF"] = "300",
        ["REL_CUTOFF"] = "40",
        ["EPS_DEFAULT"] = "1E-10",
        ["OPTIMIZER"] = "BFGS",
        ["LINE_SEARCH"] = "2PNT",
        ["MAX_ITER"] = "200",
        ["MAX_FORCE"] = "4.5E-4",
        ["RMS_FORCE"] = "1",
        ["MAX_DR"] = "1",
        ["RMS_DR"] = "1",
        ["EPS_SCF"] = "1E-6",
        ["MAX_SCF"] = "50",
        ["OUTER_SCF"] = "20",
        ["CHARGE"] = "0",
        ["MULTIPLICITY"] = Auto,
        ["PERIODIC"] = Auto,
        ["BASIS_SET_FILE_NAME"] = "BASIS_MOLOPT",
        ["POTENTIAL_FILE_NAME"] = "GTH_POTENTIALS",
        ["THREADS"] = "1",
        ["PROGRAM"] = "cp2k",
    };

    /// <summary>Whether the method is GFN1-xTB.</summary>
    public bool IsTightBinding => this["METHOD"] == Xtb;

    /// <summary>Wall time in seconds after which CP2K ends itself; null for none.</summary>
    public string? Walltime => _values.GetValueOrDefault("WALLTIME");

    /// <summary>The multiplicity as set; null where it follows from the number of electrons.</summary>
    public int? Multiplicity => this["MULTIPLICITY"] == Auto ? null : int.Parse(this["MULTIPLICITY"], CultureInfo.InvariantCulture);

    /// <summary>The directions of periodicity as set; null where they follow from the cell.</summary>
    public string? Periodic => this["PERIODIC"] == Auto ? null : this["PERIODIC"];

    /// <summary>Whether the stress on the cell is printed at every step; the cell stays fixed all the same.</summary>
    public bool PrintsStress => _values.GetValueOrDefault("STRESS_TENSOR") == "ANALYTICAL";

    /// <summary>Total charge.</summary>
    public int Charge => int.Parse(this["CHARGE"], CultureInfo.InvariantCulture);

    /// <summary>A setting that is always there.</summary>
    public string this[string name] => _values[name];

    /// <summary>Checks settings; what they do not name is <see cref="Defaults"/>.</summary>
    /// <exception cref="DftException">There is no such setting, or its value cannot be right.</exception>
    public static Cp2kSettings Of(IReadOnlyDictionary<string, string> settings) => new(SettingRule.Check(settings, Rules, Defaults, "CP2K"));

    /// <summary>Lines that are equal for two runs that are comparable.</summary>
    internal string Canonical() => SettingRule.Canonical(_values, Rules);
}
