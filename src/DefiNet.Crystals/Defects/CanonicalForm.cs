using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals.Symmetry;

namespace DefiNet.Crystals.Defects;

/// <summary>The one among all symmetry images of a placement that stands for them all: the first in the order of their sorted (site, element) lists.</summary>
public sealed class CanonicalForm
{
    private const int ElementBits = 7; // atomic numbers reach 118; a vacancy is 0

    private CanonicalForm(string hash, long multiplicity, ImmutableArray<SiteDefect> image) => (Hash, Multiplicity, Image) = (hash, multiplicity, image);

    /// <summary>Hexadecimal SHA-256 of the host's name and elements, the supercell and the image.</summary>
    public string Hash { get; }

    /// <summary>Number of different images, the placement itself included.</summary>
    public long Multiplicity { get; }

    /// <summary>The image, by site.</summary>
    public ImmutableArray<SiteDefect> Image { get; }

    /// <summary>The form of a placement.</summary>
    /// <param name="supercell">The sites.</param>
    /// <param name="defects">Replaced and emptied sites, in any order, each site at most once.</param>
    /// <param name="remarks">What else tells configurations apart, such as adatoms; enters the hash.</param>
    public static CanonicalForm Of(Supercell supercell, ReadOnlySpan<SiteDefect> defects, string remarks = "")
    {
        var (image, stabiliser) = SmallestImage(supercell.Permutations, defects);

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{supercell.Host.Name}|{string.Join(' ', supercell.Host.Cell.Species)}|{supercell.A}x{supercell.B}x{supercell.C}|");
        var sites = ImmutableArray.CreateBuilder<SiteDefect>(image.Length);
        foreach (var key in image)
        {
            var number = (int)(key & ((1 << ElementBits) - 1));
            var defect = new SiteDefect((int)(key >> ElementBits), number == 0 ? null : new Element(number));
            sites.Add(defect);
            text.Append(CultureInfo.InvariantCulture, $"{defect.Site}:{defect.By?.Symbol ?? "-"},");
        }

        text.Append(remarks);
        return new(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))),
            supercell.Permutations.Count / stabiliser,
            sites.MoveToImmutable());
    }

    // Most images are turned down by their smallest key alone; only those that tie with the best so far are sorted.
    private static (uint[] Image, int Stabiliser) SmallestImage(SitePermutations permutations, ReadOnlySpan<SiteDefect> defects)
    {
        var best = new uint[defects.Length];
        if (defects.IsEmpty)
            return (best, permutations.Count);
        Span<uint> image = defects.Length <= 256 ? stackalloc uint[defects.Length] : new uint[defects.Length];
        Span<uint> element = defects.Length <= 256 ? stackalloc uint[defects.Length] : new uint[defects.Length];
        Span<ushort> site = defects.Length <= 256 ? stackalloc ushort[defects.Length] : new ushort[defects.Length];
        for (var i = 0; i < defects.Length; i++)
            (site[i], element[i]) = ((ushort)defects[i].Site, (uint)(defects[i].By?.AtomicNumber ?? 0));

        best.AsSpan().Fill(uint.MaxValue);
        var stabiliser = 0;
        for (var p = 0; p < permutations.Count; p++)
        {
            var permutation = permutations[p];
            var smallest = uint.MaxValue;
            for (var i = 0; i < site.Length; i++)
            {
                var key = (uint)permutation[site[i]] << ElementBits | element[i];
                image[i] = key;
                smallest = Math.Min(smallest, key);
            }

            if (smallest > best[0])
                continue;
            image.Sort();
            var order = image.SequenceCompareTo(best);
            if (order < 0)
            {
                image.CopyTo(best);
                stabiliser = 1;
            }
            else if (order == 0)
            {
                stabiliser++;
            }
        }

        return (best, stabiliser);
    }
}
