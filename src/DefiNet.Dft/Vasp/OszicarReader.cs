using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Vasp;

/// <summary>Reads OSZICAR, plain or gzip: a line for each electronic and each ionic step. It never says whether the run ended.</summary>
public sealed class OszicarReader
{
    private readonly ImmutableArray<IonicStep>.Builder _steps = ImmutableArray.CreateBuilder<IonicStep>();
    private readonly ImmutableArray<int>.Builder _electronic = ImmutableArray.CreateBuilder<int>();
    private readonly ImmutableArray<double>.Builder _toten = ImmutableArray.CreateBuilder<double>();
    private readonly ImmutableArray<double>.Builder _sigma0 = ImmutableArray.CreateBuilder<double>();
    private string? _program;
    private string? _version;
    private bool _inStep;
    private double _lastNumber;
    private int _runFirst;
    private int _runFirstBegun;
    private readonly ImmutableArray<RunPart>.Builder _runs = ImmutableArray.CreateBuilder<RunPart>();

    private OszicarReader()
    {
    }

    /// <summary>Reads a file.</summary>
    public static VaspOutput Read(string path)
    {
        using var stream = OutputBytes.Open(path);
        return Read(stream);
    }

    /// <summary>Reads a stream, from where it stands to its end.</summary>
    public static VaspOutput Read(Stream stream)
    {
        var reader = new OszicarReader();
        OutputBytes.ReadLines(stream, reader.Take);
        if (reader._runs.Count > 0)
            reader.EndRun(reader._electronic.Count);
        return new()
        {
            Parts = Math.Max(1, reader._runs.Count),
            AppendedRuns = reader._runs.DrainToImmutable(),
            Kind = VaspFileKind.Oszicar,
            Program = reader._program,
            Version = reader._version,
            Steps = reader._steps.DrainToImmutable(),
            ElectronicSteps = reader._electronic.DrainToImmutable(),
            Toten = reader._toten.DrainToImmutable(),
            EnergySigma0 = reader._sigma0.DrainToImmutable(),
        };
    }

    private void Take(ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty)
        {
            var end = block.IndexOf((byte)'\n');
            TakeLine(block[..end].TrimStart((byte)' '));
            block = block[(end + 1)..];
        }
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return;
        if (char.IsAsciiLetter((char)line[0]))
            TakeElectronic(line);
        else if (char.IsAsciiDigit((char)line[0]) || line[0] == '*')
            TakeIonic(line);
        else if (line[0] == '#' && _program is null && ProgramLine.TryRead(line[1..], out var program, out var version))
            (_program, _version) = (program, version); // VASP writes no such line; who only writes its layout does
    }

    // "DAV:   1     0.568932151960E+04    0.56893E+04 …"; the algorithm has up to four letters, of which the last may be a blank.
    private void TakeElectronic(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon is < 1 or > 8)
            return;
        var fields = new ByteFields(line[(colon + 1)..]);
        if (!fields.TryNumber(out var number) || !fields.TryNumber(out _))
            return;
        if (!_inStep || number == 1)
            _electronic.Add(0);
        _inStep = true;
        _electronic[^1]++;
    }

    // "   1 F= -.45987614E+03 E0= -.45987614E+03  d E =-.271431E-40", or in dynamics "1 T= 300. E= … F= … E0= …  EK= …".
    private void TakeIonic(ReadOnlySpan<byte> line)
    {
        var free = line.IndexOf(" F="u8);
        var zero = line.IndexOf(" E0="u8);
        if (free < 0 || zero < free || line[(zero + 4)..].IndexOf((byte)'=') < 0)
            return;
        if (new ByteFields(line).TryNumber(out var number) && !double.IsNaN(number))
        {
            // The numbers begin again where a run is appended to another.
            if (number <= _lastNumber)
                EndRun(_inStep ? _electronic.Count - 1 : _electronic.Count);
            _lastNumber = number;
        }

        var energy = new ByteFields(line[(free + 3)..]).TryNumber(out var f) ? f : double.NaN;
        var sigma0 = new ByteFields(line[(zero + 4)..]).TryNumber(out var e) ? e : double.NaN;
        if (!_inStep)
            _electronic.Add(0);
        _inStep = false;
        _toten.Add(energy);
        _sigma0.Add(sigma0);
        _steps.Add(new(_steps.Count + 1, energy, double.IsNaN(sigma0) ? null : sigma0, double.NaN, double.NaN, _electronic[^1], null) { Magnetization = Magnetization(line) });
    }

    // "mag=     1.0000", of a noncollinear run with three numbers.
    private static double? Magnetization(ReadOnlySpan<byte> line)
    {
        var mark = line.IndexOf("mag="u8);
        if (mark < 0)
            return null;
        var fields = new ByteFields(line[(mark + 4)..]);
        if (!fields.TryNumber(out var along) || double.IsNaN(along))
            return null;
        return fields.TryNumber(out var y) && fields.TryNumber(out var z) ? new Vector3(along, y, z).Length : along;
    }

    private void EndRun(int begun)
    {
        var steps = _steps.Count - _runFirst;
        _runs.Add(new(steps, Math.Max(begun - _runFirstBegun, steps), null, null, null, null));
        (_runFirst, _runFirstBegun, _lastNumber) = (_steps.Count, begun, 0);
    }
}
