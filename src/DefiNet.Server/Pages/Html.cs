using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace DefiNet.Server.Pages;

/// <summary>A piece of HTML. What is put into <see cref="Of"/> is escaped unless it is a piece of HTML itself.</summary>
internal readonly record struct Html(string Text)
{
    public static Html Empty => new("");

    public static Html Of(Builder text) => new(text.ToString());

    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.Text)));

    public override string ToString() => Text;

    /// <summary>Escapes the holes of an interpolated string.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Builder
    {
        private readonly StringBuilder _text;

        public Builder(int literalLength, int formattedCount) => _text = new(literalLength + (formattedCount * 16));

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(Html piece) => _text.Append(piece.Text);

        public void AppendFormatted(IEnumerable<Html> pieces)
        {
            foreach (var piece in pieces)
                _text.Append(piece.Text);
        }

        public void AppendFormatted<T>(T value) => _text.Append(WebUtility.HtmlEncode(Convert.ToString(value, CultureInfo.InvariantCulture)));

        public void AppendFormatted<T>(T value, string? format) where T : IFormattable => _text.Append(WebUtility.HtmlEncode(value.ToString(format, CultureInfo.InvariantCulture)));

        public override string ToString() => _text.ToString();
    }
}
