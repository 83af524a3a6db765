using System.Globalization;
using System.Text;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Runs;

/// <summary>What a setting of an engine may be.</summary>
internal sealed record SettingRule(string Name, Func<string, string?> Canon, string MustBe, bool ChangesNothing)
{
    /// <summary>One of several words, in any case.</summary>
    public static SettingRule OneOf(string name, params string[] words) => OneOf(name, false, words);

    public static SettingRule OneOf(string name, bool changesNothing, params string[] words) =>
        new(name, text => words.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)), string.Join(" or ", words), changesNothing);

    public static SettingRule Number(string name, double least, double most) =>
        new(name, text => FortranNumber.TryParse(text, out double value) && value >= least && value <= most ? text : null, string.Create(CultureInfo.InvariantCulture, $"a number from {least:g6} to {most:g6}"), false);

    public static SettingRule Whole(string name, int least, int most, bool changesNothing = false) =>
        new(name, text => FortranNumber.TryParse(text, out int value) && value >= least && value <= most ? value.ToString(CultureInfo.InvariantCulture) : null, $"a whole number from {least} to {most}", changesNothing);

    public static SettingRule WholeOr(string name, int least, int most, string word) =>
        new(name, text => text.Equals(word, StringComparison.OrdinalIgnoreCase) ? word : Whole(name, least, most).Canon(text), $"{word} or a whole number from {least} to {most}", false);

    /// <summary>A word without blanks, quotes or anything that could end a line.</summary>
    public static SettingRule Word(string name, bool changesNothing = false) =>
        new(name, text => text.Length is > 0 and <= 1000 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '\'' or '"' or '&' or '!' or '#') ? text : null, "a word or path without blanks and quotes", changesNothing);

    /// <summary>Checks settings against rules; what they do not name is taken from the defaults.</summary>
    /// <exception cref="DftException">There is no such setting, or its value cannot be right.</exception>
    public static IReadOnlyDictionary<string, string> Check(IReadOnlyDictionary<string, string> settings, SettingRule[] rules, IReadOnlyDictionary<string, string> defaults, string engine)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in defaults.Where(entry => !settings.ContainsKey(entry.Key)).Concat(settings))
        {
            var rule = Array.Find(rules, rule => rule.Name == name)
                ?? throw new DftException($"{name} is no setting of {engine} here; there are {string.Join(", ", rules.Select(rule => rule.Name))}.");
            values[name] = rule.Canon(value.Trim()) ?? throw new DftException($"{name} is '{(value.Length > 60 ? value[..60] : value)}'; for {engine} it must be {rule.MustBe}.");
        }

        return values;
    }

    /// <summary>Lines that are equal where two runs are comparable; numbers by their value.</summary>
    public static string Canonical(IReadOnlyDictionary<string, string> values, SettingRule[] rules)
    {
        var text = new StringBuilder();
        foreach (var rule in rules.Where(rule => !rule.ChangesNothing).OrderBy(rule => rule.Name, StringComparer.Ordinal))
            if (values.TryGetValue(rule.Name, out var value))
                text.Append(CultureInfo.InvariantCulture, $"{rule.Name}={(FortranNumber.TryParse(value, out double number) ? number.ToString("r", CultureInfo.InvariantCulture) : value)}\n");
        return text.ToString();
    }
}
