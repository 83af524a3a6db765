using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats;

namespace DefiNet.Dft.Vasp;

/// <summary>Reads XDATCAR, plain or gzip, frame by frame: cell fixed or changing, VASP 4 and VASP 5 headings, runs appended to each other.</summary>
/// <remarks>
/// VASP 5 writes before the first frame, and before every one where the cell changes: a comment, the scale, three vectors, species, counts; then <c>Direct configuration=     1</c> and a position for each atom.
/// VASP 4 writes five lines without cell or species (the number of atoms is the first, <c>CAR</c> the fourth) and parts the frames by <c>Konfig=     1</c> or an empty line.
/// A frame counts when it has a position for every atom, each on a whole line: of a file that is cut or grows, or to which a restart was appended, all complete frames are kept.
/// </remarks>
public sealed class XdatcarReader
{

    private readonly string _name;
    private readonly Action<XdatcarFrame> _take;
    private readonly Vector3[] _vectors = new Vector3[3];
    private readonly List<Vector3> _positions = [];
    private Expected _expected;
    private long _line;
    private bool _headed;
    private bool _afterEmptyLine;
    private int _vasp4Atoms;
    private int _vector;
    private double _scale;
    private Lattice? _lattice;
    private ImmutableArray<Element> _species;
    private readonly List<string> _symbols = [];
    private int _atoms;
    private int _number;
    private int _lastNumber;
    private int _frames;
    private int _run = 1;

    private XdatcarReader(string name, Action<XdatcarFrame> take) => (_name, _take) = (name, take);

    private enum Expected
    {
        Comment, Scale, Vector, SpeciesOrCounts, Counts, Vasp4Mark, Vasp4Comment, Configuration, Position,
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="take">Takes each complete frame in turn; nothing but the one in the making is kept.</param>
    /// <exception cref="DftException">It is no XDATCAR; the message names the line.</exception>
    public static XdatcarSummary Read(string path, Action<XdatcarFrame> take)
    {
        using var stream = OutputBytes.Open(path);
        return Read(stream, path, take);
    }

    /// <summary>Reads a stream, from where it stands to its end.</summary>
    /// <exception cref="DftException">It is no XDATCAR; the message names the line.</exception>
    public static XdatcarSummary Read(Stream stream, string name, Action<XdatcarFrame> take)
    {
        var reader = new XdatcarReader(name, take);
        var whole = OutputBytes.ReadLines(stream, reader.TakeBlock);
        var between = reader._expected == Expected.Configuration || reader is { _expected: Expected.Position, _afterEmptyLine: true, _positions.Count: 0 };
        return new(reader._frames, reader._headed ? reader._run : 0, whole && between);
    }

    private void TakeBlock(ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty)
        {
            var end = block.IndexOf((byte)'\n');
            _line++;
            TakeLine(block[..end].TrimEnd((byte)'\r'));
            block = block[(end + 1)..];
        }
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        switch (_expected)
        {
            case Expected.Comment:
                TakeComment(line);
                break;
            case Expected.Vasp4Mark:
                _expected = line.Trim(" \t"u8).SequenceEqual("CAR"u8) ? Expected.Vasp4Comment : throw Bad(line, "the fourth line of VASP 4's layout; it must be CAR");
                break;
            case Expected.Vasp4Comment:
                (_lattice, _species, _atoms) = (null, default, _vasp4Atoms);
                (_headed, _expected) = (true, Expected.Configuration);
                break;
            case Expected.Scale:
                _scale = new ByteFields(line).TryNumber(out var scale) && double.IsFinite(scale) && scale != 0 ? scale : throw Bad(line, "the scale; it must be a number");
                (_vector, _expected) = (0, Expected.Vector);
                break;
            case Expected.Vector:
                TakeVector(line);
                break;
            case Expected.SpeciesOrCounts:
                TakeSpecies(line);
                break;
            case Expected.Counts:
                TakeCounts(line);
                break;
            case Expected.Configuration:
                TakeConfiguration(line);
                break;
            case Expected.Position:
                TakePosition(line);
                break;
        }
    }

    private void TakeComment(ReadOnlySpan<byte> line)
    {
        _vasp4Atoms = new ByteFields(line).TryNumber(out var atoms) && atoms is > 0 and <= StructureLimits.MaxAtoms && atoms == Math.Floor(atoms) ? (int)atoms : 0;
        _expected = Expected.Scale;
    }

    private void TakeVector(ReadOnlySpan<byte> line)
    {
        var fields = new ByteFields(line);
        if (_vector == 0 && _vasp4Atoms > 0 && fields.TryNumber(out _) && OutcarLine.IsBlank(fields.Rest))
        {
            _expected = Expected.Vasp4Mark; // the temperature
            return;
        }

        fields = new(line);
        if (!fields.TryVector(out _vectors[_vector]) || !_vectors[_vector].IsFinite)
            throw Bad(line, $"lattice vector {_vector + 1}; it must be three numbers");
        if (++_vector < 3)
            return;
        var volume = Vector3.Dot(_vectors[0], Vector3.Cross(_vectors[1], _vectors[2]));
        if (!(Math.Abs(volume) >= Lattice.MinVolume))
            throw Bad(line, "the third lattice vector; the three must span a volume");
        var factor = _scale > 0 ? _scale : Math.Cbrt(-_scale / Math.Abs(volume));
        try
        {
            _lattice = new(factor * _vectors[0], factor * _vectors[1], factor * _vectors[2]);
        }
        catch (CrystalException complaint)
        {
            throw new DftException($"{_name}:{_line}: {complaint.Message}", complaint);
        }

        _expected = Expected.SpeciesOrCounts;
    }

    private void TakeSpecies(ReadOnlySpan<byte> line)
    {
        _symbols.Clear();
        var fields = new ByteFields(line);
        var first = fields.Word();
        if (first.IsEmpty)
            throw Bad(line, "the species; their symbols must stand there");
        if (char.IsAsciiDigit((char)first[0]))
        {
            // VASP 4 names no species.
            TakeCounts(line);
            return;
        }

        for (var word = first; !word.IsEmpty; word = fields.Word())
        {
            var letters = 0;
            while (letters < word.Length && char.IsAsciiLetter((char)word[letters]))
                letters++;
            _symbols.Add(Encoding.ASCII.GetString(word[..letters]));
        }

        _expected = Expected.Counts;
    }

    private void TakeCounts(ReadOnlySpan<byte> line)
    {
        var fields = new ByteFields(line);
        var species = ImmutableArray.CreateBuilder<Element>();
        var (atoms, types, known) = (0L, 0, _symbols.Count > 0);
        for (; fields.TryNumber(out var count); types++)
        {
            if (!(count is > 0 and <= StructureLimits.MaxAtoms) || count != Math.Floor(count) || (atoms += (long)count) > StructureLimits.MaxAtoms)
                throw Bad(line, $"the numbers of atoms; each must be a whole number above zero, all together at most {StructureLimits.MaxAtoms}");
            known = known && types < _symbols.Count && Element.TryParse(_symbols[types], out _);
            for (var atom = 0; known && atom < count; atom++)
                species.Add(Element.Parse(_symbols[types]));
        }

        if (types == 0 || _symbols.Count > 0 && types != _symbols.Count)
            throw Bad(line, "the numbers of atoms; there must be one for each species");
        (_atoms, _species) = ((int)atoms, known ? species.DrainToImmutable() : default);
        (_headed, _expected) = (true, Expected.Configuration);
    }

    // "Direct configuration=     1", "Konfig=     1", an empty line; or the comment of the next heading.
    private void TakeConfiguration(ReadOnlySpan<byte> line)
    {
        var trimmed = line.TrimStart((byte)' ');
        var named = trimmed.StartsWith("Direct configuration"u8) || trimmed.StartsWith("Konfig"u8) || trimmed.StartsWith("Cartesian configuration"u8);
        _afterEmptyLine = trimmed.IsEmpty;
        if (!named && !trimmed.IsEmpty)
        {
            TakeComment(line);
            return;
        }

        var equals = trimmed.IndexOf((byte)'=');
        _number = equals >= 0 && OutcarLine.Whole(trimmed[(equals + 1)..]) is { } number ? number : _lastNumber + 1;
        _positions.Clear();
        _expected = Expected.Position;
    }

    private void TakePosition(ReadOnlySpan<byte> line)
    {
        var fields = new ByteFields(line);
        if (!fields.TryVector(out var position))
        {
            // A heading whose comment is empty; or a run was killed here and another appended.
            _expected = _afterEmptyLine && _positions.Count == 0 ? Expected.Scale : Expected.Configuration;
            TakeLine(line);
            return;
        }

        _positions.Add(position);
        if (_positions.Count < _atoms)
            return;
        // The numbers begin again where a run is appended to another.
        if (_number <= _lastNumber)
            _run++;
        _lastNumber = _number;
        _frames++;
        _take(new(_number, _run, _lattice, _species, ImmutableCollectionsMarshal.AsImmutableArray(CollectionsMarshal.AsSpan(_positions).ToArray())));
        _expected = Expected.Configuration;
    }

    private DftException Bad(ReadOnlySpan<byte> line, string what)
    {
        const int longest = 60;
        return new($"{_name}:{_line}: '{Encoding.Latin1.GetString(line.Length > longest ? line[..longest] : line).Trim()}' stands for {what}.");
    }
}
