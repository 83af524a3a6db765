using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft.Records;
using DefiNet.Dft.Surrogate;
using DefiNet.Dft.Vasp.Checks;
using DefiNet.Dft.Vasp.Inputs;
using DefiNet.Dft.Vasp.Potcars;

namespace DefiNet.Dft.Vasp;

/// <summary>The engine <c>vasp</c>: relaxations by the user's own VASP with the user's own pseudopotentials.</summary>
/// <remarks>
/// Settings are tags of the INCAR and a few names of its own: PRESET (name or folder), KPOINTS (<c>1 1 1</c>, <c>Monkhorst-Pack 3 3 1</c> or <c>spacing 0.3</c>),
/// POTCARS (folder of the library), POTCAR_FAMILY, POTENTIALS (<c>Mo_sv S</c>), PROGRAM (<c>srun vasp_std</c>). Tags go before those of the preset.
/// </remarks>
public sealed class VaspEngine : IDftEngine
{
    /// <summary>The engine's name in the store.</summary>
    public const string EngineName = "vasp";

    private const string Preset = "PRESET", Points = KpointsSetting.Name, Potcars = "POTCARS", Family = "POTCAR_FAMILY", Potentials = "POTENTIALS", Program = "PROGRAM";

    private static readonly ImmutableHashSet<string> Own = [Preset, Points, Potcars, Family, Potentials, Program];

    private readonly IReadOnlyDictionary<string, string> _settings;

    /// <summary>Makes the engine for runs of some settings.</summary>
    /// <exception cref="DftException">There is no such preset or library, or a setting cannot be read.</exception>
    public VaspEngine(IReadOnlyDictionary<string, string> settings)
    {
        _settings = settings;
        PresetOf(settings);
        KpointsSetting.Of(settings, null);
        if (LibraryOf(settings) is null)
            throw new DftException($"{Potcars} is not set; it must be the folder of your own pseudopotentials, with POTCAR.Mo or Mo/POTCAR in it.");
    }

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <inheritdoc/>
    public string SettingsHash(IReadOnlyDictionary<string, string> settings)
    {
        var preset = PresetOf(settings);
        var text = new StringBuilder($"engine={Name}\n");
        foreach (var (name, value) in RunFingerprint.SettingsOf(preset.Incar))
            text.Append(name).Append('=').Append(value).Append('\n');
        text.Append(Points).Append('=').Append(settings.GetValueOrDefault(Points) ?? RunFingerprint.KpointsText(preset.Kpoints ?? Kpoints.Gamma(1, 1, 1), null)).Append('\n');
        text.Append(Potentials).Append('=').AppendJoin(' ', preset.Potentials.Values.Order(StringComparer.Ordinal)).Append('\n');
        text.Append(Family).Append('=').Append(settings.GetValueOrDefault(Family)).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <inheritdoc/>
    public void WriteInputs(RunInputs inputs, string folder)
    {
        var preset = PresetOf(inputs.Settings);
        preset = preset with { Kpoints = KpointsSetting.Of(inputs.Settings, inputs.Start) ?? preset.Kpoints };
        VaspInputs.Write(inputs.Start, preset, LibraryOf(inputs.Settings), folder);
        if (FolderCheck.Of(folder).FirstOrDefault(problem => problem.IsError) is { } wrong)
            throw new DftException(wrong.ToString());
    }

    /// <inheritdoc/>
    public EngineCommand Command(string folder)
    {
        var words = _settings.GetValueOrDefault(Program, "vasp_std").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 ? new(words[0], words[1..]) : throw new DftException($"{Program} is empty; it must be such as 'srun vasp_std'.");
    }

    /// <inheritdoc/>
    /// <remarks>A CONTCAR that is empty, cut or another run's starts nothing.</remarks>
    public bool TryWriteContinuation(IReadOnlyList<string> partFolders, string folder)
    {
        for (var part = partFolders.Count - 1; part >= 0; part--)
        {
            var before = partFolders[part];
            if (ReadPoscar(before) is not { } start || ContcarReader.TryRead(Path.Combine(before, "CONTCAR"), start, out _) is not { } reached)
                continue;
            foreach (var input in (string[])["INCAR", "KPOINTS", "POTCAR", RunFolder.Order])
                if (File.Exists(Path.Combine(before, input)))
                    File.Copy(Path.Combine(before, input), Path.Combine(folder, input), overwrite: true);
            using var text = File.CreateText(Path.Combine(folder, "POSCAR"));
            PoscarWriter.Write(reached with { Freedom = start.Freedom }, text);
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public IonicRecord Read(IReadOnlyList<string> partFolders)
    {
        var record = RecordReader.ReadRecord(partFolders);
        return record.FinalStructure is { } final
            ? record with { FinalStructure = RunOrder.Read(partFolders[0], final.Count).ToCampaign(final) }
            : record;
    }

    private static VaspPreset PresetOf(IReadOnlyDictionary<string, string> settings)
    {
        var preset = settings.TryGetValue(Preset, out var named) ? VaspPreset.Read(named) : new VaspPreset("none", new Incar([]), null, ImmutableDictionary<string, string>.Empty);
        foreach (var (tag, value) in settings)
            if (!Own.Contains(tag))
                preset = preset with { Incar = preset.Incar.With(tag, value) };
        foreach (var symbol in settings.GetValueOrDefault(Potentials, "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            preset = preset with { Potentials = preset.Potentials.SetItem(new string([.. symbol.TakeWhile(char.IsAsciiLetter)]), symbol) };
        return preset;
    }

    private static PotcarLibrary? LibraryOf(IReadOnlyDictionary<string, string> settings) =>
        settings.TryGetValue(Potcars, out var folder) ? new PotcarLibrary(folder, settings.GetValueOrDefault(Family)) : null;

    private static Structure? ReadPoscar(string folder)
    {
        var path = Path.Combine(folder, "POSCAR");
        if (!File.Exists(path))
            return null;
        using var text = File.OpenText(path);
        return PoscarReader.Read(text, path);
    }
}
