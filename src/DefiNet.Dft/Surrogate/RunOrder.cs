using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats;

namespace DefiNet.Dft.Surrogate;

/// <summary>The order of a run's atoms, species by species as VASP needs them, against the campaign's own.</summary>
internal sealed class RunOrder
{
    private readonly int[] _own;

    private RunOrder(int[] own) => _own = own;

    /// <summary>Groups the species in the order in which they first appear; atoms of one species keep theirs.</summary>
    public static RunOrder Grouping(Structure structure)
    {
        var rank = structure.CountByElement().Select((pair, index) => (pair.Element, index)).ToDictionary(pair => pair.Element, pair => pair.index);
        return new([.. Enumerable.Range(0, structure.Count).OrderBy(atom => rank[structure.Species[atom]])]);
    }

    /// <summary>Reads the order of a run of a number of atoms; a folder without the file keeps the order of its POSCAR.</summary>
    /// <exception cref="CrystalException">The file does not hold every number once.</exception>
    public static RunOrder Read(string folder, int atoms)
    {
        var path = Path.Combine(folder, RunFolder.Order);
        var own = new int[atoms];
        if (!File.Exists(path))
            return new([.. Enumerable.Range(0, atoms)]);
        using var text = File.OpenText(path);
        var lines = new LineCursor(text, path);
        lines.Next("the comment line");
        var seen = new bool[atoms];
        for (var place = 0; place < atoms; place++)
        {
            var line = lines.Next($"the number of atom {place + 1} of {atoms}");
            if (!int.TryParse(line, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) || number < 1 || number > atoms || seen[number - 1])
                throw lines.Bad($"the atom's number is '{(line.Length > 40 ? line[..40] : line)}'; every number from 1 to {atoms} must stand there once");
            seen[number - 1] = true;
            own[place] = number - 1;
        }

        return new(own);
    }

    /// <summary>Writes the file.</summary>
    public void Write(string folder)
    {
        using var text = File.CreateText(Path.Combine(folder, RunFolder.Order));
        text.Write("For every atom of POSCAR, its number in the campaign's order\n");
        foreach (var atom in _own)
            text.Write(string.Create(CultureInfo.InvariantCulture, $"{atom + 1}\n"));
    }

    /// <summary>A structure in the campaign's order, put in the run's.</summary>
    public Structure ToRun(Structure structure) => Pick(structure, _own);

    /// <summary>A structure in the run's order, put back in the campaign's.</summary>
    public Structure ToCampaign(Structure structure)
    {
        var place = new int[_own.Length];
        for (var i = 0; i < place.Length; i++)
            place[_own[i]] = i;
        return Pick(structure, place);
    }

    private static Structure Pick(Structure structure, int[] atoms) =>
        new(structure.Lattice, Pick(structure.Species, atoms), Pick(structure.Fractional, atoms), structure.Comment)
        {
            Freedom = structure.Freedom.IsDefault ? default : Pick(structure.Freedom, atoms),
        };

    private static ImmutableArray<T> Pick<T>(ImmutableArray<T> values, int[] atoms) => [.. atoms.Select(atom => values[atom])];
}
