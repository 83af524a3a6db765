using System.Globalization;
using System.Xml.Linq;

namespace DefiNet.Campaigns.Reports.Figures;

/// <summary>Elements of an SVG figure. Text and attributes are escaped by the XML writer, numbers are written with two decimals.</summary>
internal static class Svg
{
    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    /// <summary>A figure of the given size in pixels that scales with its container; <paramref name="description"/> is read to those who cannot see it.</summary>
    public static XElement Figure(double width, double height, string description, params IEnumerable<XElement> content)
    {
        var figure = Element("svg", ("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width:0.##} {height:0.##}")), ("role", "img"), ("aria-label", description));
        figure.Add(content);
        return figure;
    }

    /// <summary>An element with attributes; doubles are rounded to a hundredth of a pixel.</summary>
    public static XElement Element(string name, params (string Name, object Value)[] attributes) =>
        new(Namespace + name, attributes.Select(attribute => new XAttribute(attribute.Name, Format(attribute.Value))));

    /// <summary>A straight line of a class.</summary>
    public static XElement Line(double x1, double y1, double x2, double y2, string cssClass) =>
        Element("line", ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("class", cssClass));

    /// <summary>A disc of a class, with a tooltip.</summary>
    public static XElement Disc(double x, double y, double radius, string cssClass, string? tooltip = null) =>
        WithTooltip(Element("circle", ("cx", x), ("cy", y), ("r", radius), ("class", cssClass)), tooltip);

    /// <summary>A filled rectangle of a class, with a tooltip.</summary>
    public static XElement Box(double x, double y, double width, double height, string cssClass, string? tooltip = null) =>
        WithTooltip(Element("rect", ("x", x), ("y", y), ("width", width), ("height", height), ("class", cssClass)), tooltip);

    /// <summary>Text at a point; <paramref name="anchor"/> is start, middle or end.</summary>
    public static XElement Text(double x, double y, string text, string cssClass, string anchor = "start")
    {
        var element = Element("text", ("x", x), ("y", y), ("class", cssClass), ("text-anchor", anchor));
        element.Add(text);
        return element;
    }

    /// <summary>A group moved by a vector.</summary>
    public static XElement Group(double x, double y, params IEnumerable<XElement> content)
    {
        var group = Element("g", ("transform", string.Create(CultureInfo.InvariantCulture, $"translate({x:0.##} {y:0.##})")));
        group.Add(content);
        return group;
    }

    private static XElement WithTooltip(XElement element, string? tooltip)
    {
        if (tooltip is not null)
            element.Add(new XElement(Namespace + "title", tooltip));
        return element;
    }

    private static string Format(object value) => value switch
    {
        double number => number.ToString("0.##", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
