using System.Text;
using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>Writes CONTCAR: the structure with sixteen decimals, replaced as a whole so that no reader sees a half of it.</summary>
internal static class ContcarFile
{
    /// <summary>Replaces <paramref name="path"/>.</summary>
    public static void Replace(string path, Structure structure, string comment)
    {
        var text = new StringBuilder();
        text.Line(VaspProgram.OneLine(comment)).Line("   1.00000000000000     ");
        foreach (var vector in (ReadOnlySpan<Vector3>)[structure.Lattice.A, structure.Lattice.B, structure.Lattice.C])
            text.Append(' ').F(vector.X, 22, 16).F(vector.Y, 22, 16).F(vector.Z, 22, 16).Line();
        AppendSpecies(text, structure);
        var selective = !structure.Freedom.IsDefaultOrEmpty;
        if (selective)
            text.Line("Selective dynamics");
        text.Line("Direct");
        for (var atom = 0; atom < structure.Count; atom++)
        {
            var position = structure.Fractional[atom];
            text.Append(' ').F(position.X, 19, 16).Append(' ').F(position.Y, 19, 16).Append(' ').F(position.Z, 19, 16);
            if (selective)
                text.Append(Flag(structure.Freedom[atom].A)).Append(Flag(structure.Freedom[atom].B)).Append(Flag(structure.Freedom[atom].C));
            text.Line();
        }

        text.Line();
        var still = new StringBuilder().E(0, 16, 8).E(0, 16, 8).E(0, 16, 8).Line().ToString();
        for (var atom = 0; atom < structure.Count; atom++)
        {
            if (structure.Velocities.IsDefaultOrEmpty)
            {
                text.Append(still);
                continue;
            }

            var velocity = structure.Velocities[atom];
            text.E(velocity.X, 16, 8).E(velocity.Y, 16, 8).E(velocity.Z, 16, 8).Line();
        }

        var half = path + ".new";
        File.WriteAllText(half, text.ToString());
        File.Move(half, path, overwrite: true);
    }

    /// <summary>The lines of species and of their counts.</summary>
    public static void AppendSpecies(StringBuilder text, Structure structure)
    {
        var groups = SpeciesGroups.Of(structure);
        foreach (var (element, _) in groups)
            text.Append(' ').Right(element.Symbol, 4);
        text.Line();
        foreach (var (_, count) in groups)
            text.I(count, count > 99999 ? 12 : 6);
        text.Line();
    }

    private static string Flag(bool free) => free ? "   T" : "   F";
}
