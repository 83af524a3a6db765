using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft.Potentials;
using DefiNet.Dft.Records;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Surrogate;

/// <summary>The engine <c>surrogate</c>: this program itself, started in a run's folder as VASP would be, on a potential instead of DFT. For rehearsal, tests and teaching.</summary>
public sealed class SurrogateEngine : IDftEngine
{
    private static readonly string[] Inputs = [RunFolder.Incar, RunFolder.Kpoints, RunFolder.Sites, RunFolder.Minimum, RunFolder.Order];

    private readonly EngineCommand _program;

    /// <summary>Makes the engine.</summary>
    /// <param name="potential">A name of <see cref="SurrogatePotential.Names"/>.</param>
    /// <param name="program">How to start the command line; null for the program that runs now.</param>
    /// <exception cref="DftException">There is no such potential.</exception>
    public SurrogateEngine(string potential, EngineCommand? program = null)
    {
        if (!SurrogatePotential.Names.Contains(potential))
            throw new DftException($"There is no potential '{potential}'; take {string.Join(" or ", SurrogatePotential.Names)}.");
        (Potential, _program) = (potential, program ?? RunningProgram());
    }

    /// <summary>Settings like those of the published 2DMD relaxations, as far as they concern the ions: conjugate gradient in a fixed cell until no force is larger than 0.02 eV/Å.</summary>
    public static IReadOnlyDictionary<string, string> DefaultSettings { get; } = new Dictionary<string, string>
    {
        ["IBRION"] = "2",
        ["NSW"] = "300",
        ["POTIM"] = "0.5",
        ["EDIFF"] = "1E-6",
        ["EDIFFG"] = "-0.02",
        ["ISIF"] = "2",
        ["ENCUT"] = "500",
        ["ISMEAR"] = "0",
        ["SIGMA"] = "0.05",
        ["NELM"] = "100",
    };

    /// <inheritdoc/>
    public string Name => VaspProgram.SurrogateName;

    /// <summary>Seconds by which every ionic step lasts longer, to rehearse long runs; no part of the settings, since it changes no result.</summary>
    public double StepSeconds { get; init; }

    /// <summary>Name of the potential.</summary>
    public string Potential { get; }

    /// <summary>Name or path of the model under the potential; null for springs, or for the library's first of a learned potential.</summary>
    public string? Model { get; init; }

    /// <inheritdoc/>
    public string SettingsHash(IReadOnlyDictionary<string, string> settings)
    {
        var text = new StringBuilder($"engine={Name}\npotential={Potential}\n");
        if (SurrogatePotential.ModelOf(Potential, Model) is { } model)
            text.Append(CultureInfo.InvariantCulture, $"model={model.Sha256}\n");
        foreach (var tag in Incar.Of(settings).Tags.OrderBy(tag => tag.Name, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{tag.Name}={tag.Value}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <inheritdoc/>
    public void WriteInputs(RunInputs inputs, string folder)
    {
        var unrelaxed = inputs.Unrelaxed ?? inputs.Start;
        if (!unrelaxed.Species.SequenceEqual(inputs.Start.Species))
            throw new DftException("The unrelaxed configuration has other atoms than the start, or another order; both must list the same.");
        if (inputs.Minimum is { } known && !known.Species.SequenceEqual(inputs.Start.Species))
            throw new DftException("The known minimum has other atoms than the start, or another order; both must list the same.");
        var incar = Incar.Of(inputs.Settings).Without(KpointsSetting.Name);
        SurrogateSettings.Of(incar);
        var order = RunOrder.Grouping(inputs.Start);
        var (start, minimum) = (order.ToRun(inputs.Start), inputs.Minimum is null ? null : order.ToRun(inputs.Minimum));
        if (SurrogatePotential.ModelOf(Potential, Model) is null)
        {
            var sites = HostSites.Of(order.ToRun(unrelaxed));
            SurrogatePotential.Make(Potential, start, () => sites, minimum, model: null).Unwrap(start);
            Write(sites.Listed(), folder, RunFolder.Sites);
        }

        Write(start, folder, RunFolder.Poscar);
        if (Potential == SurrogatePotential.Replay)
            Write(minimum ?? throw new DftException("The replay potential needs the known minimum of the configuration; take another potential."), folder, RunFolder.Minimum);
        incar.Write(Path.Combine(folder, RunFolder.Incar));
        (KpointsSetting.Of(inputs.Settings, start) ?? Kpoints.Gamma(1, 1, 1)).Write(Path.Combine(folder, RunFolder.Kpoints));
        order.Write(folder);
    }

    /// <inheritdoc/>
    public EngineCommand Command(string folder) =>
        new(_program.Program, [.. _program.Arguments, "surrogate", "--potential", Potential, .. Model is null ? Array.Empty<string>() : ["--model", Model], .. StepSeconds > 0 ? ["--step-seconds", StepSeconds.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>()]);

    /// <inheritdoc/>
    public bool TryWriteContinuation(IReadOnlyList<string> partFolders, string folder)
    {
        for (var part = partFolders.Count - 1; part >= 0; part--)
        {
            // CONTCAR is there from the first complete step on, and replaced as a whole; a copy of it may still be cut.
            if (ContinuationStart.In(partFolders[part]) is not { } start)
                continue;
            foreach (var input in Inputs)
                if (File.Exists(Path.Combine(partFolders[part], input)))
                    File.Copy(Path.Combine(partFolders[part], input), Path.Combine(folder, input), overwrite: true);
            if (Path.GetFileName(start.File) == RunFolder.Contcar)
                File.Copy(start.File, Path.Combine(folder, RunFolder.Poscar), overwrite: true);
            else
                Write(start.Structure, folder, RunFolder.Poscar);
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

    // The program that runs now; where `dotnet` runs a library, both together.
    private static EngineCommand RunningProgram()
    {
        var path = Environment.ProcessPath ?? throw new DftException("The path of this program cannot be found out; give the program that runs the surrogate.");
        var library = Assembly.GetEntryAssembly()?.Location;
        return Path.GetFileNameWithoutExtension(path) == "dotnet" && !string.IsNullOrEmpty(library)
            ? new(path, [library])
            : new(path, []);
    }

    private static void Write(Structure structure, string folder, string name)
    {
        using var text = File.CreateText(Path.Combine(folder, name));
        PoscarWriter.Write(structure, text);
    }
}
