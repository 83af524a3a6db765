using System.Globalization;
using System.Text;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class ByteFieldsTests
{
    [Fact]
    public void Numbers_are_read_to_the_last_bit_as_the_runtime_reads_them()
    {
        var random = new Random(2);
        for (var run = 0; run < 20000; run++)
        {
            var number = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12));
            var text = (run % 3) switch { 0 => number.ToString("F8", CultureInfo.InvariantCulture), 1 => number.ToString("E9", CultureInfo.InvariantCulture), _ => number.ToString("R", CultureInfo.InvariantCulture) };

            Assert.True(new ByteFields(Encoding.ASCII.GetBytes($"  {text} x")).TryNumber(out var read));

            Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), read);
        }
    }

    [Theory]
    [InlineData("-12746.52558-12763.06081", -12746.52558, -12763.06081)]
    [InlineData(" -.1E-01  0.1D+02;", -0.01, 10)]
    [InlineData("  .5 -.5", 0.5, -0.5)]
    [InlineData("******** 3.", double.NaN, 3)]
    [InlineData("************-0.25", double.NaN, -0.25)]
    [InlineData("NaN 1", double.NaN, 1)]
    public void Numbers_stand_as_Fortran_writes_them(string text, double first, double second)
    {
        var fields = new ByteFields(Encoding.ASCII.GetBytes(text));

        Assert.True(fields.TryNumber(out var one) && fields.TryNumber(out var two) && one.Equals(first) && two.Equals(second));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1.2.3")]
    [InlineData("12a")]
    [InlineData("E+05")]
    [InlineData("1\0")]
    public void What_is_no_number_is_none(string text) => Assert.False(new ByteFields(Encoding.ASCII.GetBytes(text)).TryNumber(out _));
}
