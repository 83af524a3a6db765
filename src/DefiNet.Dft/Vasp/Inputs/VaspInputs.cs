using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft.Surrogate;
using DefiNet.Dft.Vasp.Potcars;

namespace DefiNet.Dft.Vasp.Inputs;

/// <summary>Writes the inputs of a VASP run into a folder.</summary>
/// <remarks>Atoms are grouped by element; where that changes their order, the file ORDER says which atom is which.</remarks>
public static class VaspInputs
{
    /// <summary>Writes POSCAR, INCAR, KPOINTS, and POTCAR when a library is given.</summary>
    /// <param name="structure">The atoms.</param>
    /// <param name="preset">The settings.</param>
    /// <param name="library">The user's own pseudopotentials; null to write no POTCAR.</param>
    /// <param name="folder">Where to write; made when it is not there.</param>
    /// <returns>Headers of the potentials; default without a library.</returns>
    /// <exception cref="DftException">A potential is missing, or a tag cannot be written.</exception>
    public static ImmutableArray<PotcarHeader> Write(Structure structure, VaspPreset preset, PotcarLibrary? library, string folder)
    {
        Directory.CreateDirectory(folder);
        var order = RunOrder.Grouping(structure);
        var grouped = order.ToRun(structure);
        using (var text = File.CreateText(Path.Combine(folder, "POSCAR")))
            PoscarWriter.Write(grouped, text);
        if (!grouped.Species.SequenceEqual(structure.Species) || !grouped.Fractional.SequenceEqual(structure.Fractional))
            order.Write(folder);
        preset.Incar.Write(Path.Combine(folder, "INCAR"));
        preset.Kpoints?.Write(Path.Combine(folder, "KPOINTS"));
        return library?.Write(SpeciesGroups.Of(grouped).Select(group => group.Element), preset.Potentials, Path.Combine(folder, "POTCAR")) ?? default;
    }
}
