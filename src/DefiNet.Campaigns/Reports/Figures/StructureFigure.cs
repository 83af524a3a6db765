using System.Globalization;
using System.Xml.Linq;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Matching;

namespace DefiNet.Campaigns.Reports.Figures;

/// <summary>A layer seen along the vacuum direction: atoms as discs, substitutions ringed, vacancies dashed, displacements as magnified arrows.</summary>
internal static class StructureFigure
{
    private const double Width = 720;
    private const double Margin = 26;

    // Displacements of a few hundredths of an Angstrom would be invisible at true length.
    private const double Magnification = 10;
    private const double SmallestArrow = 0.02;

    /// <summary>Draws one structure.</summary>
    public static XElement Draw(StructurePicture picture, string relaxerClass)
    {
        var structure = picture.WithGhosts;
        var home = structure.Fractional.Select(position => structure.Lattice.ToCartesian(position.WrapToUnit())).ToArray();
        var corners = new[] { Vector3.Zero, structure.Lattice.A, structure.Lattice.A + structure.Lattice.B, structure.Lattice.B };
        var (left, right) = (corners.Concat(home).Min(p => p.X) - 1, corners.Concat(home).Max(p => p.X) + 1);
        var (low, high) = (corners.Concat(home).Min(p => p.Y) - 1, corners.Concat(home).Max(p => p.Y) + 1);
        var scale = (Width - 2 * Margin) / (right - left);
        var height = (high - low) * scale + 2 * Margin + 40;
        double X(double x) => Margin + (x - left) * scale;
        double Y(double y) => Margin + 40 + (high - y) * scale;

        // From above: the highest atoms are drawn last.
        var atoms = Enumerable.Range(0, structure.Count).OrderBy(atom => home[atom].Z).SelectMany(atom => Atom(atom));
        IEnumerable<XElement> Atom(int atom)
        {
            var (x, y) = (X(home[atom].X), Y(home[atom].Y));
            var radius = structure.Species[atom].CovalentRadius * scale * 0.45;
            var symbol = structure.Species[atom].Symbol;
            switch (picture.Markers[atom])
            {
                case Marker.Vacancy:
                    yield return Svg.Disc(x, y, radius, "vacancy", $"vacancy of {symbol}, site of atom {atom + 1}");
                    break;
                case Marker.Substitution:
                    yield return Svg.Disc(x, y, radius, ClassOf(structure.Species[atom]), $"{symbol}, atom {atom + 1}, a substitution");
                    yield return Svg.Disc(x, y, radius + 2.5, "substitution");
                    break;
                default:
                    yield return Svg.Disc(x, y, radius, ClassOf(structure.Species[atom]), $"{symbol}, atom {atom + 1}");
                    break;
            }
        }

        IEnumerable<XElement> Arrows(Structure? relaxed, string cssClass)
        {
            if (relaxed is null)
                yield break;
            var nearest = new NearestImage(structure.Lattice);
            for (var atom = 0; atom < relaxed.Count; atom++)
            {
                var step = nearest.OfFractional(relaxed.Fractional[atom] - structure.Fractional[atom]);
                if (step.X * step.X + step.Y * step.Y < SmallestArrow * SmallestArrow)
                    continue;
                var (x1, y1) = (X(home[atom].X), Y(home[atom].Y));
                var (x2, y2) = (x1 + Magnification * step.X * scale, y1 - Magnification * step.Y * scale);
                yield return Svg.Line(x1, y1, x2, y2, "arrow " + cssClass);
                yield return Svg.Disc(x2, y2, 2, "tip " + cssClass, string.Create(CultureInfo.InvariantCulture, $"atom {atom + 1} moves {step.Length:0.000} Å"));
            }
        }

        var outline = Svg.Element("polygon",
            ("points", string.Join(' ', corners.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.X):0.#},{Y(p.Y):0.#}")))),
            ("class", "cell"));
        var legend = structure.CountByElement().Select(pair => (pair.Element.Symbol, ClassOf(pair.Element)))
            .Append(("vacancy", "vacancy")).Append(("substitution", "substitution"));
        if (picture.Reference is not null)
            legend = legend.Append(("DFT × 10", "tip reference"));
        if (picture.Predicted is not null)
            legend = legend.Append(($"{picture.Relaxer} × 10", "tip " + relaxerClass + "-line"));
        return Svg.Figure(Width, height, $"{picture.Configuration} seen from above, with displacements magnified ten times",
        [
            .. PlotFrame.Legend(legend),
            outline,
            .. atoms,
            .. Arrows(picture.Reference, "reference"),
            .. Arrows(picture.Predicted, relaxerClass + "-line"),
        ]);
    }

    // An element has its colour in every picture; those without one share a grey.
    private static string ClassOf(Element element) => "atom " + element.Symbol;
}
