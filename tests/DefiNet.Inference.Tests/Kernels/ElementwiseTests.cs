using System.Runtime.Intrinsics;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.Tests.Kernels;

public sealed unsafe class ElementwiseTests
{
    [Fact]
    public void Exp_is_right_to_two_units_in_the_last_place()
    {
        for (var x = -87f; x <= 88f; x += 0.0137f)
        {
            var expected = Math.Exp(x);

            var actual = Elementwise.Exp<Lane1, float>(x);

            Assert.InRange(Math.Abs(actual - expected) / expected, 0, 2.4e-7);
        }
    }

    [Fact]
    public void Wide_and_single_lanes_agree_bit_for_bit()
    {
        Span<float> numbers = stackalloc float[16];
        var random = new Random(1);
        for (var round = 0; round < 1000; round++)
        {
            for (var lane = 0; lane < 16; lane++)
                numbers[lane] = (float)((2 * random.NextDouble() - 1) * Math.Pow(10, random.Next(-3, 3)));
            fixed (float* start = numbers)
            {
                var wide = Elementwise.ScaledSiLu<Lanes16, Vector512<float>>(Lanes16.Load(start));
                var half = Elementwise.ScaledSiLu<Lanes8, Vector256<float>>(Lanes8.Load(start));
                var quarter = Elementwise.ScaledSiLu<Lanes4, Vector128<float>>(Lanes4.Load(start));
                for (var lane = 0; lane < 16; lane++)
                {
                    var single = Elementwise.ScaledSiLu<Lane1, float>(numbers[lane]);
                    Assert.Equal(single, wide[lane]);
                    if (lane < 4)
                        Assert.Equal(single, quarter[lane]);
                    if (lane < 8)
                        Assert.Equal(single, half[lane]);
                }
            }
        }
    }

    [Fact]
    public void The_logistic_function_is_right_to_the_last_bits_at_every_width()
    {
        Span<float> numbers = stackalloc float[16];
        for (var x = -32f; x <= 32; x += 0.00737f)
        {
            numbers.Fill(x);
            var expected = 1 / (1 + Math.Exp(-Math.Clamp(x, -30, 30)));
            fixed (float* start = numbers)
                foreach (var actual in (ReadOnlySpan<float>)[
                    Elementwise.Logistic<Lane1, float>(x), Elementwise.Logistic<Lanes4, Vector128<float>>(Lanes4.Load(start))[1],
                    Elementwise.Logistic<Lanes8, Vector256<float>>(Lanes8.Load(start))[2], Elementwise.Logistic<Lanes16, Vector512<float>>(Lanes16.Load(start))[3]])
                    Assert.InRange(Math.Abs(actual - expected) / expected, 0, 4e-7 + 2e-8 * Math.Abs(x));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    [InlineData(-1.3)]
    [InlineData(4)]
    [InlineData(-30)]
    [InlineData(200)]
    public void SiLU_and_tanh_are_what_they_are_called(double x)
    {
        Assert.Equal(x / (1 + Math.Exp(-x)) / 0.6, Elementwise.ScaledSiLu<Lane1, float>((float)x), 1e-5 * Math.Max(1, Math.Abs(x)));
        Assert.Equal(Math.Tanh(x), Elementwise.Tanh<Lane1, float>((float)x), 1e-6);
    }
}
