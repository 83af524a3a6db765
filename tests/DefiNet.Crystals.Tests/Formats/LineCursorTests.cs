using DefiNet.Crystals;
using DefiNet.Crystals.Formats;

namespace DefiNet.Tests.Formats;

public sealed class LineCursorTests
{
    [Fact]
    public void Lines_of_any_length_and_ending_come_as_they_are()
    {
        var random = new Random(3);
        for (var round = 0; round < 50; round++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 20)).Select(_ => new string('x', random.Next(3) == 0 ? random.Next(9000) : random.Next(80))).ToArray();
            var ending = round % 2 == 0 ? "\n" : "\r\n";
            var cursor = new LineCursor(new StringReader(string.Join(ending, lines) + ending), "text");

            foreach (var line in lines)
            {
                Assert.Equal(line, cursor.Peek());
                Assert.Equal(line, cursor.TryNext());
            }

            Assert.Null(cursor.TryNext());
            Assert.Equal(lines.Length, cursor.Number);
        }
    }

    [Fact]
    public void The_last_line_needs_no_end_and_an_empty_text_has_no_line()
    {
        Assert.Equal("a", new LineCursor(new StringReader("a"), "text").TryNext());
        Assert.Null(new LineCursor(new StringReader(""), "text").TryNext());
        Assert.Equal("", new LineCursor(new StringReader("\r\n"), "text").TryNext());
    }

    [Fact]
    public void A_line_without_end_is_refused()
    {
        var cursor = new LineCursor(new StringReader("a\n" + new string('x', LineCursor.MaxLineLength + 1)), "text");
        cursor.TryNext();

        Assert.StartsWith("text:2: the line is longer than", Assert.Throws<CrystalException>(cursor.TryNext).Message, StringComparison.Ordinal);
    }
}
