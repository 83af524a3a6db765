using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.Tests.Kernels;

public sealed unsafe class GemmTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 7, 3)]
    [InlineData(12, 32, 32)]
    [InlineData(13, 31, 33)]
    [InlineData(17, 64, 65)]
    [InlineData(47, 33, 100)]
    public void Every_width_equals_the_definition(int rows, int inputs, int outputs)
    {
        var random = new Random(rows * 1000 + outputs);
        var a = Fill(random, rows * inputs);
        var bias = Fill(random, outputs).Span.ToArray();
        var w = Fill(random, outputs * inputs).Span.ToArray();
        var weights = new PackedMatrix(w, outputs, inputs, bias);
        foreach (var width in Widths())
            foreach (var add in (bool[])[false, true])
            {
                var c = Fill(new Random(3), rows * outputs);
                var before = c.Span.ToArray();

                Gemm.Run(a.Pointer, inputs, rows, weights, c.Pointer, outputs, add, null, width);

                for (var row = 0; row < rows; row++)
                    for (var output = 0; output < outputs; output++)
                    {
                        var expected = bias[output] + (add ? before[row * outputs + output] : 0d);
                        for (var input = 0; input < inputs; input++)
                            expected += (double)w[output * inputs + input] * a.Span[row * inputs + input];
                        Assert.Equal(expected, c.Span[row * outputs + output], 1e-4);
                    }
            }

        GC.KeepAlive(a);
        GC.KeepAlive(weights);
    }

    [Fact]
    public void A_row_is_the_same_bit_for_bit_whatever_rows_stand_beside_it_and_whatever_the_width()
    {
        var random = new Random(5);
        var a = Fill(random, 40 * 96);
        var weights = new PackedMatrix(Fill(random, 70 * 96).Span, 70, 96);
        var all = new FloatBuffer(40 * 70);
        Gemm.Run(a.Pointer, 96, 40, weights, all.Pointer, 70, false, null, GemmWidth.Plain);
        foreach (var width in Widths())
            for (var rows = 1; rows <= 40; rows += 3)
            {
                var some = new FloatBuffer(40 * 70);

                Gemm.Run(a.Pointer + (40 - rows) * 96, 96, rows, weights, some.Pointer, 70, false, null, width);

                Assert.True(some.Span[..(rows * 70)].SequenceEqual(all.Span[((40 - rows) * 70)..]), $"{width}, {rows} rows");
            }

        GC.KeepAlive(a);
        GC.KeepAlive(weights);
    }

    [Fact]
    public void Columns_of_a_wider_matrix_can_be_taken()
    {
        var w = Enumerable.Range(0, 6).Select(index => (float)index).ToArray(); // (2, 3)
        var weights = new PackedMatrix(w, outputs: 2, inputs: 2, stride: 3, firstInput: 1, bias: [10, 20]);
        var a = new FloatBuffer([1f, 2f]);
        var c = new FloatBuffer(2);

        Gemm.Run(a.Pointer, 2, 1, weights, c.Pointer, 2);

        Assert.Equal([10 + 1 + 4, 20 + 4 + 10], c.Span.ToArray());
        GC.KeepAlive(a);
    }

    private static IEnumerable<GemmWidth> Widths() =>
        Gemm.Best switch
        {
            GemmWidth.Wide => [GemmWidth.Plain, GemmWidth.Quarter, GemmWidth.Narrow, GemmWidth.Wide],
            GemmWidth.Narrow => [GemmWidth.Plain, GemmWidth.Quarter, GemmWidth.Narrow],
            _ => [GemmWidth.Plain, GemmWidth.Quarter],
        };

    private static FloatBuffer Fill(Random random, int count)
    {
        var buffer = new FloatBuffer(count);
        for (var index = 0; index < count; index++)
            buffer.Span[index] = (float)(2 * random.NextDouble() - 1);
        return buffer;
    }
}
