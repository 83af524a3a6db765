using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>Runs of atoms of one element, in a structure's order: what VASP calls types.</summary>
internal static class SpeciesGroups
{
    /// <summary>The groups; one element may have several.</summary>
    public static ImmutableArray<(Element Element, int Count)> Of(Structure structure)
    {
        var groups = ImmutableArray.CreateBuilder<(Element Element, int Count)>();
        foreach (var element in structure.Species)
        {
            if (groups.Count > 0 && groups[^1].Element == element)
                groups[^1] = (element, groups[^1].Count + 1);
            else
                groups.Add((element, 1));
        }

        return groups.DrainToImmutable();
    }
}
