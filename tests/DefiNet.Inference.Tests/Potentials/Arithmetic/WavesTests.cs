using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Tests.Potentials.Arithmetic;

public sealed class WavesTests
{
    [Fact]
    public void Sines_and_cosines_are_right_to_the_last_bits()
    {
        var waves = Waves.Of(Enumerable.Range(1, 13).Select(n => 0.37 * n * n));
        var (sin, cos) = (new double[waves.Length], new double[waves.Length]);
        for (var x = 0.0; x < 30; x += 0.171)
        {
            Waves.SinCos(waves, x, sin, cos);

            for (var k = 0; k < 13; k++)
            {
                Assert.Equal(Math.Sin(waves[k] * x), sin[k], 4e-16);
                Assert.Equal(Math.Cos(waves[k] * x), cos[k], 4e-16);
            }
        }

        Assert.Equal(16, waves.Length);
    }
}
