using System.Collections.Immutable;
using System.Globalization;

namespace DefiNet.Crystals.Formats.Poscar;

/// <summary>Reads POSCAR and CONTCAR in the VASP 4 and VASP 5 layouts.</summary>
/// <remarks>
/// Layout: VASP wiki, "POSCAR". Species tokens such as <c>Mo_sv</c> or <c>Mg_pv/f474ac0d</c> name the element first.
/// Species and counts may go on over several lines; repeated groups stay in their order. What follows the velocities (the predictor-corrector of a molecular dynamics run) is skipped.
/// </remarks>
public static class PoscarReader
{
    /// <summary>Reads one structure.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">What complaints call it, usually the path.</param>
    /// <param name="species">Element of each group, for the VASP 4 layout that names none; not used where the file names them.</param>
    /// <exception cref="CrystalException">The text is no POSCAR; the message names the line.</exception>
    public static Structure Read(TextReader text, string name, IReadOnlyList<Element>? species = null)
    {
        var lines = new LineCursor(text, name);
        var comment = lines.Next("the comment line").Trim();
        var scale = ReadScale(lines);
        var vectors = ReadVectors(lines);
        var named = ReadSpecies(lines);
        var counts = ReadCounts(lines, named.Count);
        var countsLine = lines.Number;
        var groups = named.Count > 0 ? named : SpeciesOfVasp4(lines, comment, counts, species);
        var total = counts.Sum();

        var mode = ReadMode(lines, out var selective);
        var (positions, freedom, labels) = ReadPositions(lines, total, selective, keepLabels: groups is null);
        groups ??= SpeciesOfLabels(lines, counts, countsLine, labels);

        var lattice = Scaled(lines, vectors, scale, out var factors);
        if (mode == CoordinateMode.Cartesian)
            for (var atom = 0; atom < total; atom++)
            {
                positions[atom] = Times(positions[atom], factors);
                if (!WithinBounds(positions[atom]))
                    throw new CrystalException($"{name}:2: the scale puts atom {atom + 1} farther than {StructureLimits.MaxCoordinate:g} Å away; it must keep the positions within the cell's size.");
            }

        var elements = ImmutableArray.CreateBuilder<Element>(total);
        for (var group = 0; group < counts.Count; group++)
            for (var i = 0; i < counts[group]; i++)
                elements.Add(groups[group]);

        var structure = mode == CoordinateMode.Cartesian
            ? Structure.FromCartesian(lattice, elements.MoveToImmutable(), [.. positions], comment)
            : new Structure(lattice, elements.MoveToImmutable(), [.. positions], comment);
        return structure with { Freedom = freedom is null ? default : [.. freedom], Velocities = ReadVelocities(lines, total) };
    }

    private enum CoordinateMode
    {
        Direct,
        Cartesian,
    }

    private static double[] ReadScale(LineCursor lines)
    {
        var fields = new FieldSplitter(lines.Next("the scale, one number or three"));
        var numbers = new List<double>(3);
        var first = fields.Next();
        for (var field = first; numbers.Count < 3 && TextNumber.TryParse(field, out double number); field = fields.Next())
            numbers.Add(number);

        if (numbers.Count == 0)
            throw lines.Bad($"the scale is '{Shown(first)}'; it must be a number, negative for a target volume");
        if (numbers.Count == 2)
            throw lines.Bad("the scale has two numbers; it must have one, or three for x, y and z");
        if (numbers.Contains(0) || (numbers.Count == 3 && numbers.Exists(number => number < 0)))
            throw lines.Bad("a scale must not be zero, and three scales must be positive");
        return [.. numbers];
    }

    private static Vector3[] ReadVectors(LineCursor lines)
    {
        var vectors = new Vector3[3];
        for (var i = 0; i < 3; i++)
            vectors[i] = ReadVector(lines, $"lattice vector {i + 1}");
        return vectors;
    }

    private static Vector3 ReadVector(LineCursor lines, string what)
    {
        var line = lines.Next(what);
        if (!new FieldSplitter(line).TryNextVector(out var vector))
            throw lines.Bad($"{what} is '{Shown(line)}'; it must be three finite numbers");
        return vector;
    }

    private static List<Element> ReadSpecies(LineCursor lines)
    {
        var species = new List<Element>();
        while (lines.Peek() is { } line && !StartsWithNumber(line))
        {
            lines.Next("the species");
            var fields = new FieldSplitter(line);
            for (var token = fields.Next(); !token.IsEmpty && !IsRemark(token); token = fields.Next())
            {
                if (!SpeciesToken.TryParsePoscar(token, out var element))
                    throw lines.Bad($"the species '{Shown(token)}' is not an element; write its symbol as in the periodic table, such as Mo or Mo_sv");
                species.Add(element);
            }

            if (species.Count == 0)
                throw lines.Bad("this line is empty; it must name the species, or give the number of atoms of each in the VASP 4 layout");
            if (species.Count > StructureLimits.MaxAtoms)
                throw lines.Bad($"there are more than {StructureLimits.MaxAtoms} species");
        }

        return species;
    }

    // Without species the counts end where the lines stop being whole numbers.
    private static List<int> ReadCounts(LineCursor lines, int speciesCount)
    {
        var counts = new List<int>();
        long total = 0;
        do
        {
            var fields = new FieldSplitter(lines.Next("the numbers of atoms"));
            for (var field = fields.Next(); !field.IsEmpty && !IsRemark(field); field = fields.Next())
            {
                if (!TextNumber.TryParse(field, out int count) || count < 0)
                    throw lines.Bad($"the number of atoms is '{Shown(field)}'; it must be a whole number");
                counts.Add(count);
                total += count;
                if (total > StructureLimits.MaxAtoms || counts.Count > StructureLimits.MaxAtoms)
                    throw lines.Bad($"the counts add up to more than {StructureLimits.MaxAtoms} atoms, more than a structure may have here");
            }
        }
        while (lines.Peek() is { } next && StartsWithNumber(next) && (speciesCount == 0 || counts.Count < speciesCount));

        if (speciesCount > 0 && counts.Count != speciesCount)
            throw lines.Bad($"there are {counts.Count} numbers of atoms for {speciesCount} species; each species needs one");
        if (total == 0)
            throw lines.Bad("the counts add up to no atom; there must be at least one");
        return counts;
    }

    private static List<Element>? SpeciesOfVasp4(LineCursor lines, string comment, List<int> counts, IReadOnlyList<Element>? given)
    {
        if (given is not null)
        {
            if (given.Count != counts.Count)
                throw lines.Bad($"{given.Count} species were given for the {counts.Count} groups of atoms; each group needs one");
            return [.. given];
        }

        var species = new List<Element>();
        var fields = new FieldSplitter(comment);
        for (var token = fields.Next(); !token.IsEmpty; token = fields.Next())
        {
            if (species.Count == counts.Count || !NamesGroup(token, counts[species.Count], out var element))
                return null;
            species.Add(element);
        }

        return species.Count == counts.Count ? species : null;
    }

    // "Mo", "Mo_sv", and "Mo63" where the count is 63.
    private static bool NamesGroup(ReadOnlySpan<char> token, int count, out Element element)
    {
        var digits = token.IndexOfAnyInRange('0', '9');
        return digits > 0 && TextNumber.TryParse(token[digits..], out int stated)
            ? Element.TryParse(token[..digits], out element) && stated == count
            : SpeciesToken.TryParsePoscar(token, out element);
    }

    private static List<Element> SpeciesOfLabels(LineCursor lines, List<int> counts, int countsLine, List<Element>? labels)
    {
        var species = new List<Element>();
        var atom = 0;
        foreach (var count in counts)
        {
            if (labels is not null && count > 0 && labels.Slice(atom, count).TrueForAll(label => label == labels[atom]))
                species.Add(labels[atom]);
            else if (count > 0)
                throw new CrystalException(
                    $"{lines.Name}:{countsLine}: the file names no species (VASP 4 layout); name them in a line before the counts, in the comment line (one element for each of the {counts.Count} counts), or give them beside the file.");
            else
                species.Add(new Element(1)); // a group of no atoms
            atom += count;
        }

        return species;
    }

    private static CoordinateMode ReadMode(LineCursor lines, out bool selective)
    {
        var first = FirstLetter(lines, "Direct, Cartesian or Selective dynamics");
        selective = first is 's' or 'S';
        if (selective)
            first = FirstLetter(lines, "Direct or Cartesian");
        return first is 'c' or 'C' or 'k' or 'K' ? CoordinateMode.Cartesian : CoordinateMode.Direct;
    }

    private static char FirstLetter(LineCursor lines, string what)
    {
        var line = lines.Next($"the line that says {what}");
        var word = new FieldSplitter(line).Next();
        if (word.IsEmpty || !char.IsAsciiLetter(word[0]))
            throw lines.Bad($"the line is '{Shown(line)}'; it must say {what}");
        return word[0];
    }

    private static (List<Vector3> Positions, List<AxisFreedom>? Freedom, List<Element>? Labels) ReadPositions(LineCursor lines, int total, bool selective, bool keepLabels)
    {
        var positions = new List<Vector3>();
        var freedom = selective ? new List<AxisFreedom>() : null;
        var labels = keepLabels ? new List<Element>() : null;
        for (var atom = 0; atom < total; atom++)
        {
            var line = lines.TryNext() ?? throw EndsBefore(lines, "position", atom, total);
            var fields = new FieldSplitter(line);
            if (!fields.TryNextVector(out var position) || !WithinBounds(position))
                throw lines.Bad($"the position of atom {atom + 1} of {total} is '{Shown(line)}'; it must be three finite numbers");
            positions.Add(position);

            if (freedom is not null)
            {
                if (!(TryReadFlag(fields.Next(), out var a) & TryReadFlag(fields.Next(), out var b) & TryReadFlag(fields.Next(), out var c)))
                    throw lines.Bad($"atom {atom + 1} of {total} has no three flags T or F after its position, as selective dynamics needs");
                freedom.Add(new(a, b, c));
            }

            if (labels is not null && SpeciesToken.TryParsePoscar(fields.Next(), out var label))
                labels.Add(label);
            else
                labels = null;
        }

        return (positions, freedom, labels);
    }

    private static bool TryReadFlag(ReadOnlySpan<char> field, out bool flag)
    {
        field = field.TrimStart('.');
        flag = !field.IsEmpty && field[0] is 'T' or 't';
        return flag || (!field.IsEmpty && field[0] is 'F' or 'f');
    }

    private static Lattice Scaled(LineCursor lines, Vector3[] vectors, double[] scale, out Vector3 factors)
    {
        try
        {
            var factor = scale[0] > 0 ? scale[0] : Math.Cbrt(-scale[0] / new Lattice(vectors[0], vectors[1], vectors[2]).Volume);
            factors = scale.Length == 3 ? new(scale[0], scale[1], scale[2]) : new(factor, factor, factor);
            var (a, b, c) = (Times(vectors[0], factors), Times(vectors[1], factors), Times(vectors[2], factors));
            if (!WithinBounds(a) || !WithinBounds(b) || !WithinBounds(c))
                throw new CrystalException($"A scaled lattice vector is longer than {StructureLimits.MaxCoordinate:g} Å; it must be finite and of a crystal's size.");
            return new Lattice(a, b, c);
        }
        catch (CrystalException failure)
        {
            throw new CrystalException($"{lines.Name}:3: {failure.Message}", failure);
        }
    }

    private static Vector3 Times(Vector3 v, Vector3 factors) => new(factors.X * v.X, factors.Y * v.Y, factors.Z * v.Z);

    // After the positions VASP writes, each optional: the lattice's velocities, then the atoms' (after an empty line or one
    // that begins with C or K; lattice units after one that begins with another letter), then the predictor-corrector.
    private static ImmutableArray<Vector3> ReadVelocities(LineCursor lines, int total)
    {
        const int LinesOfLatticeVelocities = 7;
        var line = lines.TryNext();
        if (line is not null && line.AsSpan().Trim().StartsWith("Lattice velocities", StringComparison.OrdinalIgnoreCase))
        {
            for (var i = 0; i < LinesOfLatticeVelocities; i++)
                lines.Next("the lattice velocities");
            line = lines.TryNext();
        }

        if (line is null)
            return default;
        if (new FieldSplitter(line).TryNextVector(out _))
            throw lines.Bad($"there is a position more than the {total} atoms that the counts add up to");
        var word = new FieldSplitter(line).Next();
        if (!word.IsEmpty && word[0] is not ('c' or 'C' or 'k' or 'K'))
            return default;

        // Free text may stand here too: velocities begin with three numbers.
        if (lines.Peek() is not { } begin || !new FieldSplitter(begin).TryNextVector(out _))
            return default;

        var velocities = new List<Vector3>();
        for (var atom = 0; atom < total; atom++)
        {
            line = lines.TryNext() ?? throw EndsBefore(lines, "velocity", atom, total);
            if (!new FieldSplitter(line).TryNextVector(out var velocity))
                throw lines.Bad($"the velocity of atom {atom + 1} of {total} is '{Shown(line)}'; it must be three finite numbers");
            velocities.Add(velocity);
        }

        return [.. velocities];
    }

    private static CrystalException EndsBefore(LineCursor lines, string what, int atom, int total) =>
        new($"{lines.Name}:{lines.Number + 1}: the text ends before the {what} of atom {atom + 1} of {total}.");

    private static bool WithinBounds(Vector3 position) =>
        Math.Abs(position.X) <= StructureLimits.MaxCoordinate && Math.Abs(position.Y) <= StructureLimits.MaxCoordinate && Math.Abs(position.Z) <= StructureLimits.MaxCoordinate;

    private static bool StartsWithNumber(string line)
    {
        var first = new FieldSplitter(line).Next();
        return !first.IsEmpty && (char.IsAsciiDigit(first[0]) || first[0] is '+' or '-');
    }

    private static bool IsRemark(ReadOnlySpan<char> field) => field[0] is '!' or '#';

    private static string Shown(ReadOnlySpan<char> text)
    {
        const int Longest = 60;
        text = text.Trim();
        return text.Length <= Longest ? text.ToString() : string.Create(CultureInfo.InvariantCulture, $"{text[..Longest]}...");
    }
}
