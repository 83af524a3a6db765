using System.Collections.Immutable;
using System.Text;

namespace DefiNet.Dft.Vasp;

/// <summary>Settings as the head of an OUTCAR prints them, before the first electronic step: what the program really took, its defaults included.</summary>
/// <param name="Tags">Value of each tag, the last printed.</param>
/// <param name="Potentials">Titles of the potentials in order, such as <c>PAW_PBE Mo_sv 02Feb2006</c>.</param>
public sealed record PrintedSettings(ImmutableSortedDictionary<string, string> Tags, ImmutableArray<string> Potentials)
{
    private const int MaxBytes = 1 << 22;
    private const int MaxPotentials = 200;

    private static readonly ImmutableHashSet<string> Wanted =
    [
        "PREC", "ISPIN", "LNONCOLLINEAR", "LSORBIT", "ENCUT", "EDIFF", "EDIFFG", "LREAL", "NELECT", "NUPDOWN", "ISMEAR", "SIGMA", "NSW", "IBRION", "NFREE", "ISIF", "ISYM",
        "POTIM", "GGA", "LASPH", "IALGO", "NELM", "LDIPOL", "IDIPOL", "LDAU", "LDAUTYPE", "LHFCALC", "LUSE_VDW", "IVDW", "LVDW", "NKPTS", "METAGGA", "IOPT", "ADDGRID", "LEXCH", "ICHARG", "SMASS",
    ];

    /// <summary>Reads the head of an OUTCAR, plain or gzip.</summary>
    public static PrintedSettings Read(string path)
    {
        var tags = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var potentials = ImmutableArray.CreateBuilder<string>();
        using var stream = OutputBytes.Open(path);
        var bytes = new byte[MaxBytes];
        var length = 0;
        try
        {
            for (int got; length < bytes.Length && (got = stream.Read(bytes, length, Math.Min(1 << 16, bytes.Length - length))) > 0;)
            {
                length += got;
                if (bytes.AsSpan(Math.Max(0, length - got - 32), Math.Min(length, got + 32)).IndexOf("Iteration "u8) >= 0)
                    break;
            }
        }
        catch (InvalidDataException)
        {
            // Cut gzip: what could be unpacked counts.
        }

        var text = bytes.AsSpan(0, length);
        if (text.IndexOf("Iteration "u8) is var end and >= 0)
            text = text[..end];
        while (!text.IsEmpty)
        {
            var feed = text.IndexOf((byte)'\n');
            Take(feed < 0 ? text : text[..feed], tags, potentials);
            text = feed < 0 ? [] : text[(feed + 1)..];
        }

        return new(tags.ToImmutable(), [.. potentials.Distinct()]);
    }

    // "   ISMEAR =     0;   SIGMA  =   0.05  broadening in eV -4-tet -1-fermi 0-gaus"
    private static void Take(ReadOnlySpan<byte> line, ImmutableSortedDictionary<string, string>.Builder tags, ImmutableArray<string>.Builder potentials)
    {
        if (line.IndexOf((byte)'=') < 0 || line.Length > 4096)
            return;
        if (line.IndexOf("NKPTS ="u8) is var points and >= 0)
            line = line[points..];
        foreach (var range in line.Split((byte)';'))
        {
            var part = line[range];
            var equals = part.IndexOf((byte)'=');
            if (equals < 0)
                continue;
            var name = Encoding.ASCII.GetString(part[..equals].Trim(" \t"u8));
            var value = Encoding.ASCII.GetString(part[(equals + 1)..].Trim(" \t\r"u8));
            if (name == "TITEL" && potentials.Count < MaxPotentials)
                potentials.Add(string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(4)));
            else if (Wanted.Contains(name) && value.Length > 0)
                tags[name] = value.Split(' ', 2)[0];
        }
    }
}
