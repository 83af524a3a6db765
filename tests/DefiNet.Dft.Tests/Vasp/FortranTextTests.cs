using System.Globalization;
using System.Text;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class FortranTextTests
{
    [Fact]
    public void Fixed_point_numbers_have_the_digits_of_their_exact_decimals()
    {
        var random = new Random(61);
        for (var draw = 0; draw < 200_000; draw++)
        {
            var decimals = random.Next(1, 17);
            var value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-9, 6));
            // Halves and whole steps of the last place are where rounding goes wrong.
            if (draw % 4 == 0)
                value = Math.Round(value, Math.Min(decimals, 15));
            if (draw % 4 == 1)
                value = (Math.Floor(value * 1000) + 0.5) / Math.Pow(10, decimals);
            var expected = value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).PadLeft(30);

            Assert.Equal(expected, new StringBuilder().F(value, 30, decimals).ToString());
        }
    }

    [Theory]
    [InlineData(0.0, 8, 5, " 0.00000")]
    [InlineData(-0.0, 8, 5, "-0.00000")]
    [InlineData(-0.5, 5, 4, "-.5000")]
    [InlineData(0.25, 5, 4, ".2500")]
    [InlineData(123456, 5, 2, "*****")]
    [InlineData(9.999999, 8, 3, "  10.000")]
    [InlineData(1e300, 8, 3, "********")]
    [InlineData(double.NaN, 8, 3, "     NaN")]
    public void Numbers_that_hardly_fit_lose_their_leading_zero_or_become_stars(double value, int width, int decimals, string expected) =>
        Assert.Equal(expected.Length == width ? expected : new string('*', width), new StringBuilder().F(value, width, decimals).ToString());
}
