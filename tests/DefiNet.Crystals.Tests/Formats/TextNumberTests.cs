using System.Globalization;
using DefiNet.Crystals.Formats;

namespace DefiNet.Tests.Formats;

public sealed class TextNumberTests
{
    [Fact]
    public void Numbers_of_any_length_are_read_to_the_last_bit()
    {
        var random = new Random(8);
        for (var round = 0; round < 200_000; round++)
        {
            var digits = string.Concat(Enumerable.Range(0, random.Next(1, 22)).Select(_ => (char)('0' + random.Next(10))));
            var text = (random.Next(3) switch { 0 => "-", 1 => "+", _ => "" }) + digits.Insert(random.Next(digits.Length + 1), random.Next(4) == 0 ? "" : ".");
            if (random.Next(5) == 0)
                text += $"e{random.Next(-30, 30)}";

            Assert.True(TextNumber.TryParse(text, out double value), text);

            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(value));
        }
    }

    [Theory]
    [InlineData("-0", -0.0)]
    [InlineData("-0.000", -0.0)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("1d3", 1000)]
    [InlineData("1.5D-3", 0.0015)]
    [InlineData("0.00000000000000000000000000000001", 1e-32)]
    public void Every_way_of_writing_is_read(string text, double expected)
    {
        Assert.True(TextNumber.TryParse(text, out double value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("+.")]
    [InlineData("1.2.3")]
    [InlineData("1-2")]
    [InlineData("0x10")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("d5")]
    public void What_is_no_finite_number_is_refused(string text) => Assert.False(TextNumber.TryParse(text, out double _));
}
