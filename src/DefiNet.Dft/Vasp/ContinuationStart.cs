using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;

namespace DefiNet.Dft.Vasp;

/// <summary>Where a run goes on from: the CONTCAR of its last part; where that is empty or cut, the last complete step in XDATCAR, vasprun.xml or OUTCAR.</summary>
/// <param name="Structure">The atoms, in the run's order, with the freedom that its POSCAR gives them.</param>
/// <param name="File">The file they were read from.</param>
/// <param name="Refused">Why files that come before it were not taken; empty where CONTCAR was.</param>
public sealed record ContinuationStart(Structure Structure, string File, ImmutableArray<string> Refused)
{
    /// <summary>The best start that a part's folder holds; null where it completed no step.</summary>
    public static ContinuationStart? In(string folder)
    {
        var start = Poscar(Path.Combine(folder, "POSCAR"));
        var refused = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, read) in (ReadOnlySpan<(string, Func<string, Structure?, Structure?>)>)[("CONTCAR", ReadContcar), ("XDATCAR", LastFrame), ("vasprun.xml", LastOfVasprun), ("OUTCAR", LastOfOutcar)])
        {
            var path = Path.Combine(folder, name);
            if (!System.IO.File.Exists(path))
                continue;
            try
            {
                if (read(path, start) is not { } found)
                    refused.Add($"{path}: there is no complete step.");
                else if (start is not null && !found.Species.SequenceEqual(start.Species))
                    refused.Add($"{path}: there are other atoms, or in another order, than in POSCAR.");
                else
                    return new(start is { Freedom.IsDefault: false } && found.Freedom.IsDefault ? found with { Freedom = start.Freedom } : found, path, refused.DrainToImmutable());
            }
            catch (Exception failure) when (failure is DftException or CrystalException)
            {
                refused.Add(failure.Message);
            }
        }

        return null;
    }

    private static Structure? ReadContcar(string path, Structure? start) => ContcarReader.Read(path, start);

    private static Structure? LastFrame(string path, Structure? start)
    {
        XdatcarFrame? last = null;
        XdatcarReader.Read(path, frame => last = frame);
        if (last is not { Lattice: { } lattice } || !last.Fractional.All(position => position.IsFinite))
            return null;
        var species = last.Species.IsDefault ? start?.Species ?? default : last.Species;
        return species.IsDefault || species.Length != last.Fractional.Length ? null : new(lattice, species, last.Fractional);
    }

    private static Structure? LastOfVasprun(string path, Structure? start) => WithSpecies(VasprunReader.Read(path), start).LastStructure;

    private static Structure? LastOfOutcar(string path, Structure? start) => WithSpecies(OutcarReader.Read(path), start).LastStructure;

    private static VaspOutput WithSpecies(VaspOutput output, Structure? start) =>
        output.Species.IsDefault && start is not null && output.Last?.Positions.Length == start.Count ? output with { Species = start.Species } : output;

    private static Structure? Poscar(string path)
    {
        if (!System.IO.File.Exists(path))
            return null;
        try
        {
            using var text = System.IO.File.OpenText(path);
            return PoscarReader.Read(text, path);
        }
        catch (CrystalException)
        {
            return null; // then nothing is compared with it
        }
    }
}
