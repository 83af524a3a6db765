using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace DefiNet.Crystals.Formats.Cif;

/// <summary>Reads a crystal from a CIF 1.1: cell, symmetry operations and fully occupied atoms.</summary>
/// <remarks>
/// Data names: the core CIF dictionary, in their old and new spellings and in any case. Uncertainties in brackets are dropped.
/// The listed operations are applied; images closer than <see cref="MergeTolerance"/> are one atom. A block without other operations keeps its positions and their order as written.
/// </remarks>
public static class CifReader
{
    /// <summary>Atoms of one element closer than this, in Angstrom, are one atom that several operations made: more than coordinates of four decimals err by in a large cell.</summary>
    public const double MergeTolerance = 0.05;

    private const int MaxColumns = 1000;
    private const int MaxOperations = 10_000;
    private const int MaxImages = 4_000_000;
    private const double OccupancyTolerance = 1e-3;

    /// <summary>Reads the first block that lists atoms, or the block named.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">What complaints call it, usually the path.</param>
    /// <param name="block">Name of the data block, without <c>data_</c>; null for the first that lists atoms.</param>
    /// <exception cref="CrystalException">The text is no CIF or has no such crystal; the message names the line.</exception>
    public static Structure Read(TextReader text, string name, string? block = null)
    {
        var buffer = ArrayPool<char>.Shared.Rent(1 << 16);
        try
        {
            var length = 0;
            for (int read; (read = text.Read(buffer, length, buffer.Length - length)) > 0;)
            {
                length += read;
                if (length < buffer.Length)
                    continue;
                if (length >= StructureLimits.MaxCharacters)
                    throw new CrystalException($"{name}:1: the text is longer than {StructureLimits.MaxCharacters} characters; a structure's is shorter.");
                var larger = ArrayPool<char>.Shared.Rent(2 * buffer.Length);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<char>.Shared.Return(buffer);
                buffer = larger;
            }

            return Read(buffer.AsSpan(0, length), name, block);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads the first block that lists atoms, or the block named, from a text in memory.</summary>
    /// <exception cref="CrystalException">The text is no CIF or has no such crystal; the message names the line.</exception>
    public static Structure Read(ReadOnlySpan<char> text, string name, string? block = null)
    {
        var tokens = new CifTokens(text, name);
        tokens.Next();
        if (tokens.Kind == CifTokenKind.End)
            throw tokens.Bad("the text is empty; a CIF begins with data_ and a name");
        if (tokens.Kind != CifTokenKind.DataHeading)
            throw tokens.Bad($"there is '{Shown(tokens.Text)}' where data_ and a name must begin the CIF");

        while (tokens.Kind != CifTokenKind.End)
        {
            var heading = tokens.Text;
            var wanted = block is null || heading.Equals(block, StringComparison.OrdinalIgnoreCase);
            var gathered = new CifBlock(wanted ? heading.ToString() : "", tokens.Line);
            tokens.Next();
            Gather(ref tokens, gathered);
            if (wanted && (block is not null || gathered.Species.Count > 0 || gathered.CartesianLine > 0))
                return Build(gathered, name);
        }

        throw tokens.Bad(block is null ? "no data block lists atoms (_atom_site_fract_x, _y and _z)" : $"there is no data block '{block}'");
    }

    // Up to the next data heading. Save frames belong to dictionaries; what is in them is passed over.
    private static void Gather(ref CifTokens tokens, CifBlock block)
    {
        var row = new AtomRow();
        var inFrame = false;
        while (tokens.Kind is not (CifTokenKind.End or CifTokenKind.DataHeading))
        {
            switch (tokens.Kind)
            {
                case CifTokenKind.SaveHeading:
                    inFrame = !tokens.Text.IsEmpty;
                    tokens.Next();
                    break;
                case CifTokenKind.Loop:
                    ReadLoop(ref tokens, inFrame ? null : block);
                    break;
                case CifTokenKind.Tag:
                    ReadItem(ref tokens, inFrame ? null : block, ref row);
                    break;
                default:
                    throw tokens.Bad($"the value '{Shown(tokens.Text)}' has no data name before it");
            }
        }

        if (row.HasCoordinate || row.HasCartesian)
            Add(ref tokens, block, row);
    }

    private static void ReadItem(ref CifTokens tokens, CifBlock? block, ref AtomRow row)
    {
        var tag = tokens.Text;
        var line = tokens.Line;
        tokens.Next();
        if (!tokens.IsValue)
            throw tokens.BadAt(line, $"{Shown(tag)} has no value");
        if (block is not null)
        {
            if (StartsWith(tag, "_cell_"))
                ReadCellParameter(ref tokens, block, tag);
            else if (IsSpaceGroupName(tag))
                ReadSpaceGroup(ref tokens, block);
            else if (ColumnOf(tag) is var column && column == CifColumn.Operation)
                AddOperation(ref tokens, block);
            else
                row.Take(ref tokens, column);
        }

        tokens.Next();
    }

    private static void ReadLoop(ref CifTokens tokens, CifBlock? block)
    {
        Span<CifColumn> columns = stackalloc CifColumn[MaxColumns];
        var count = 0;
        var (hasOperations, hasPositions) = (false, false);
        for (tokens.Next(); tokens.Kind == CifTokenKind.Tag; tokens.Next())
        {
            if (count == MaxColumns)
                throw tokens.Bad($"the loop has more than {MaxColumns} columns");
            var column = ColumnOf(tokens.Text);
            hasOperations |= column == CifColumn.Operation;
            hasPositions |= column is CifColumn.X or CifColumn.Cartesian;
            columns[count++] = column;
        }

        if (count == 0)
            throw tokens.Bad("there must be data names after loop_");
        if (!tokens.IsValue)
            throw tokens.Bad("the loop has data names but no values");

        columns = columns[..count];
        var at = 0;
        if (block is null || !(hasOperations || hasPositions))
        {
            for (; tokens.IsValue; tokens.Next())
                at = at + 1 == count ? 0 : at + 1;
        }
        else if (hasPositions)
        {
            var row = new AtomRow();
            for (; tokens.IsValue; tokens.Next())
            {
                row.Take(ref tokens, columns[at]);
                if (++at < count)
                    continue;
                at = 0;
                Add(ref tokens, block, row);
                row = new AtomRow();
            }
        }
        else
        {
            for (; tokens.IsValue; tokens.Next())
            {
                if (columns[at] == CifColumn.Operation)
                    AddOperation(ref tokens, block);
                at = at + 1 == count ? 0 : at + 1;
            }
        }

        if (at != 0)
            throw tokens.Bad($"the loop before this line ends within a row: {at} of {count} values");
    }

    private static void Add(ref CifTokens tokens, CifBlock block, in AtomRow row)
    {
        if (row.IsDummy)
            return;
        if (row.HasCartesian && !row.HasCoordinate)
        {
            block.CartesianLine = block.CartesianLine == 0 ? row.Line : block.CartesianLine;
            return;
        }

        if (!row.HasAllCoordinates)
            throw tokens.Bad("an atom lacks a coordinate; _atom_site_fract_x, _y and _z must each have a number");
        if (!row.HasElement)
            throw tokens.Bad("an atom has no _atom_site_type_symbol or _atom_site_label that names its element");
        if (block.Species.Count == StructureLimits.MaxAtoms)
            throw tokens.Bad($"there are more than {StructureLimits.MaxAtoms} atoms, more than a structure may have here");
        block.Species.Add(row.Element);
        block.Fractional.Add(row.Position);
    }

    private static void ReadCellParameter(ref CifTokens tokens, CifBlock block, ReadOnlySpan<char> tag)
    {
        ReadOnlySpan<string> names = ["_cell_length_a", "_cell_length_b", "_cell_length_c", "_cell_angle_alpha", "_cell_angle_beta", "_cell_angle_gamma"];
        for (var parameter = 0; parameter < names.Length; parameter++)
        {
            if (!Same(tag, names[parameter]))
                continue;
            if (!TryParseNumber(tokens.Text, out var value) || value <= 0 || value > StructureLimits.MaxCoordinate)
                throw tokens.Bad($"{names[parameter]} is '{Shown(tokens.Text)}'; it must be a positive number");
            block.Cell[parameter] = value;
            block.CellLine = tokens.Line;
        }
    }

    private static void ReadSpaceGroup(ref CifTokens tokens, CifBlock block)
    {
        if (!tokens.IsKnown)
            return;
        var group = tokens.Text.Trim().ToString();
        var plain = group.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        if (plain is not ("" or "1") && !plain.Equals("P1", StringComparison.OrdinalIgnoreCase))
            block.GroupBeyondP1 ??= group;
    }

    private static void AddOperation(ref CifTokens tokens, CifBlock block)
    {
        if (!CifOperation.TryParse(tokens.Text, out var operation))
            throw tokens.Bad($"the symmetry operation is '{Shown(tokens.Text)}'; it must be like 'x, -y, z+1/2'");
        if (block.Operations.Count == MaxOperations)
            throw tokens.Bad($"there are more than {MaxOperations} symmetry operations");
        block.Operations.Add(operation);
    }

    private static Structure Build(CifBlock block, string name)
    {
        if (block.Species.Count == 0)
            throw new CrystalException(block.CartesianLine > 0
                ? $"{name}:{block.CartesianLine}: the atoms have only Cartesian positions; fractional ones are needed (_atom_site_fract_x, _y and _z)."
                : $"{name}:{block.Line}: the block '{block.Heading}' lists no atoms (_atom_site_fract_x, _y and _z).");
        for (var parameter = 0; parameter < 6; parameter++)
            if (double.IsNaN(block.Cell[parameter]))
                throw new CrystalException($"{name}:{Math.Max(block.Line, block.CellLine)}: the cell is not complete; there must be _cell_length_a, _b, _c and _cell_angle_alpha, _beta, _gamma.");

        var lattice = LatticeOf(block, name);
        List<CifOperation> operations = [.. block.Operations.Where(operation => !operation.IsIdentity).Distinct()];
        if (operations.Count > 0)
            return Expand(block, name, lattice, operations);
        if (block.Operations.Count == 0 && block.GroupBeyondP1 is { } group)
            throw new CrystalException($"{name}:{block.Line}: the space group is '{group}' but no symmetry operations are listed; list them under _space_group_symop_operation_xyz.");
        return new Structure(lattice, [.. block.Species], [.. block.Fractional], block.Heading);
    }

    private static Lattice LatticeOf(CifBlock block, string name)
    {
        var cell = block.Cell;
        try
        {
            return Lattice.FromParameters(cell[0], cell[1], cell[2], cell[3], cell[4], cell[5]);
        }
        catch (CrystalException failure)
        {
            throw new CrystalException($"{name}:{block.CellLine}: {failure.Message}", failure);
        }
    }

    private static Structure Expand(CifBlock block, string name, Lattice lattice, List<CifOperation> operations)
    {
        if ((long)block.Species.Count * operations.Count > MaxImages)
            throw new CrystalException($"{name}:{block.Line}: {block.Species.Count} atoms under {operations.Count} operations are more than {MaxImages} images, more than are made here.");
        var sites = new SiteMerger(lattice, MergeTolerance);
        for (var atom = 0; atom < block.Species.Count; atom++)
        {
            Place(sites, block, name, atom, block.Fractional[atom]);
            foreach (var operation in operations)
                Place(sites, block, name, atom, operation.Apply(block.Fractional[atom]).WrapToUnit());
        }

        return new Structure(lattice, sites.Species(), sites.Fractional(), block.Heading);
    }

    private static void Place(SiteMerger sites, CifBlock block, string name, int atom, Vector3 position)
    {
        if (!sites.TryAdd(block.Species[atom], position, out var other))
            throw new CrystalException($"{name}:{block.Line}: the operations put {block.Species[atom]} where {other} is; every site must hold one atom.");
        if (sites.Count > StructureLimits.MaxAtoms)
            throw new CrystalException($"{name}:{block.Line}: the operations make more than {StructureLimits.MaxAtoms} atoms, more than a structure may have here.");
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out double value)
    {
        if (text.Length > 0 && text[^1] == ')')
        {
            var bracket = text.IndexOf('(');
            value = 0;
            return bracket > 0 && !text[(bracket + 1)..^1].ContainsAnyExceptInRange('0', '9') && TextNumber.TryParse(text[..bracket], out value);
        }

        return TextNumber.TryParse(text, out value);
    }

    private static bool IsSpaceGroupName(ReadOnlySpan<char> tag) =>
        (StartsWith(tag, "_symmetry_") || StartsWith(tag, "_space_group_")) &&
        (Same(tag, "_symmetry_space_group_name_H-M") || Same(tag, "_symmetry_Int_Tables_number") ||
         Same(tag, "_space_group_name_H-M_alt") || Same(tag, "_space_group_IT_number"));

    private static CifColumn ColumnOf(ReadOnlySpan<char> tag)
    {
        const string AtomSite = "_atom_site_";
        if (!StartsWith(tag, AtomSite))
            return Same(tag, "_symmetry_equiv_pos_as_xyz") || Same(tag, "_space_group_symop_operation_xyz") ? CifColumn.Operation : CifColumn.Other;
        var rest = tag[AtomSite.Length..];
        if (StartsWith(rest, "fract_") && rest.Length == 7)
            return char.ToLowerInvariant(rest[6]) switch { 'x' => CifColumn.X, 'y' => CifColumn.Y, 'z' => CifColumn.Z, _ => CifColumn.Other };
        if (Same(rest, "type_symbol"))
            return CifColumn.TypeSymbol;
        if (Same(rest, "label"))
            return CifColumn.Label;
        if (Same(rest, "occupancy"))
            return CifColumn.Occupancy;
        if (Same(rest, "disorder_group"))
            return CifColumn.DisorderGroup;
        if (Same(rest, "calc_flag"))
            return CifColumn.CalculationFlag;
        return Same(rest, "Cartn_x") ? CifColumn.Cartesian : CifColumn.Other;
    }

    private static bool StartsWith(ReadOnlySpan<char> tag, string beginning) =>
        tag.Length >= beginning.Length && Same(tag[..beginning.Length], beginning);

    // Letters in any case; the newer dictionaries write a point after the category's name.
    private static bool Same(ReadOnlySpan<char> tag, string name)
    {
        if (tag.Length != name.Length)
            return false;
        for (var i = 0; i < tag.Length; i++)
        {
            var (c, expected) = (tag[i], name[i]);
            if (c != expected && char.ToLowerInvariant(c) != char.ToLowerInvariant(expected) && !(c == '.' && expected == '_'))
                return false;
        }

        return true;
    }

    private static string Shown(ReadOnlySpan<char> text)
    {
        const int Longest = 60;
        return (text.Length <= Longest ? text.ToString() : string.Concat(text[..Longest], "...")).ReplaceLineEndings(" ");
    }

    /// <summary>One row of the list of atoms, while it is read.</summary>
    private struct AtomRow
    {
        private double _x;
        private double _y;
        private double _z;
        private int _coordinates;
        private bool _hasType;

        public Element Element { get; private set; }

        public bool HasElement { get; private set; }

        public bool HasCartesian { get; private set; }

        public bool IsDummy { get; private set; }

        public int Line { get; private set; }

        public readonly bool HasCoordinate => _coordinates != 0;

        public readonly bool HasAllCoordinates => _coordinates == 7;

        public readonly Vector3 Position => new(_x, _y, _z);

        public void Take(ref CifTokens tokens, CifColumn column)
        {
            Line = tokens.Line;
            switch (column)
            {
                case CifColumn.X:
                    _x = Coordinate(ref tokens, 1);
                    break;
                case CifColumn.Y:
                    _y = Coordinate(ref tokens, 2);
                    break;
                case CifColumn.Z:
                    _z = Coordinate(ref tokens, 4);
                    break;
                case CifColumn.TypeSymbol:
                    TakeElement(ref tokens, isType: true);
                    break;
                case CifColumn.Label:
                    TakeElement(ref tokens, isType: false);
                    break;
                case CifColumn.Occupancy:
                    CheckOccupancy(ref tokens);
                    break;
                case CifColumn.DisorderGroup:
                    if (tokens.IsKnown && !tokens.Text.SequenceEqual("0"))
                        throw tokens.Bad($"the atom belongs to the disorder group '{Shown(tokens.Text)}'; only ordered structures can be computed: choose one of the alternatives");
                    break;
                case CifColumn.CalculationFlag:
                    IsDummy = tokens.Text.Equals("dum", StringComparison.OrdinalIgnoreCase);
                    break;
                case CifColumn.Cartesian:
                    HasCartesian = true;
                    break;
                default:
                    break;
            }
        }

        private double Coordinate(ref CifTokens tokens, int bit)
        {
            _coordinates |= bit;
            if (!TryParseNumber(tokens.Text, out var value) || Math.Abs(value) > StructureLimits.MaxCoordinate)
                throw tokens.Bad($"the coordinate is '{Shown(tokens.Text)}'; it must be a finite number");
            return value;
        }

        // A type symbol is the element; without one the label's letters are.
        private void TakeElement(ref CifTokens tokens, bool isType)
        {
            if (_hasType || !tokens.IsKnown)
                return;
            if (isType ? SpeciesToken.TryParseCifType(tokens.Text, out var element) : SpeciesToken.TryParseCifLabel(tokens.Text, out element))
                (Element, HasElement, _hasType) = (element, true, isType);
            else if (isType)
                throw tokens.Bad($"the type symbol '{Shown(tokens.Text)}' is not an element; it must be one, maybe with a charge, such as Mo or Mo4+");
        }

        private static void CheckOccupancy(ref CifTokens tokens)
        {
            if (!tokens.IsKnown)
                return;
            if (!TryParseNumber(tokens.Text, out var occupancy))
                throw tokens.Bad($"the occupancy is '{Shown(tokens.Text)}'; it must be a number");
            if (Math.Abs(occupancy - 1) > OccupancyTolerance)
                throw tokens.Bad(string.Create(CultureInfo.InvariantCulture, $"the atom's occupancy is {occupancy}; only structures with every site fully occupied can be computed"));
        }
    }
}
