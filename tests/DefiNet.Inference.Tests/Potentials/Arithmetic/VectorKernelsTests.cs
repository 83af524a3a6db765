using System.Runtime.Intrinsics;
using DefiNet.Inference.Kernels;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Tests.Potentials.Arithmetic;

/// <summary>The vectorised kernels against the plain ones, on widths that fill vectors and on others.</summary>
public sealed unsafe class VectorKernelsTests
{
    private const int Rows = 7;
    private const int Room = 4096;

    public static TheoryData<int, int> Cases
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var lanes in (int[])[1, 4, 8, 16])
                foreach (var width in (int[])[1, 16, 24, 64])
                    data.Add(lanes, width);
            return data;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Activations_agree(int lanes, int width) => Agree(lanes, (kernels, x, y, out_) =>
    {
        kernels.Silu(x, out_, Rows * width);
        kernels.Sigmoid(y, Rows * width);
    });

    [Theory, MemberData(nameof(Cases))]
    public void Gathering_agrees(int lanes, int width) => Agree(lanes, (kernels, x, y, out_) =>
    {
        var index = stackalloc int[] { 3, 0, 1, 1, 2, 6, 5 };
        kernels.GatherSilu(x, fresh: false, Rows, width, new(y, width, index), new(y + 7, width, index), new(y + 11, width, index), out_);
        kernels.GatherSilu(x + 1000, fresh: true, Rows, width, new(y, width, index), new(y + 7, width, index), default, null);
    });

    [Theory, MemberData(nameof(Cases))]
    public void Gates_agree(int lanes, int width) => Agree(lanes, (kernels, x, y, out_) =>
    {
        kernels.Gate(x, Rows, width, out_);
        kernels.GateReverse(out_, x, Rows, width, out_ + 1024);
        kernels.NormGate(y, Rows, width, y + 1000, y + 1100, y + 1200, y + 1300, y + 1400, out_ + 2048, x + 2000);
        kernels.NormReverse(y, Rows, width, out_ + 2048, x + 2000);
    });

    [Theory, MemberData(nameof(Cases))]
    public void Messages_agree(int lanes, int width) => Agree(lanes, (kernels, x, y, out_) =>
    {
        var index = stackalloc int[] { 3, 0, 1, 1, 2, 6, 5 };
        RowSource<float> Source(int at) => new(y + at, width, index);
        kernels.MessageReverse(Source(0), x, Source(1), Source(2), x + 500, Rows, width, out_, out_ + 1000);
        kernels.MessageReverse(Source(0), x, Source(1), Source(2), Source(3), Source(4), x + 500, Rows, width, out_ + 1100, out_ + 2100, out_ + 2200);
        kernels.SumProducts(x, Source(0), 2, 4, width, out_ + 2300);
        kernels.SumProducts(x, Source(0), Source(1), 0, 0, width, out_ + 2400);
        kernels.SumProducts(x, Source(0), Source(1), 1, 5, width, out_ + 2500);
        kernels.SumPicked(Source(0), 1, 5, width, out_ + 2600);
        kernels.SumRows(x, width + 3, 5, width, out_ + 2700);
        kernels.AddDots(x, y, null, Rows, width, out_ + 2800);
        kernels.AddDots(x, y, x + 3, Rows, width, out_ + 2900);
        kernels.AddProducts(x, y, y + 3, out_ + 3000, Rows * width);
        kernels.Multiply(x, y, Rows * width);
        kernels.Add(x, y, Rows * width + 1);
    });

    [Theory, MemberData(nameof(Cases))]
    public void Three_body_sums_agree(int lanes, int count) => Agree(lanes, (kernels, x, y, out_) =>
    {
        count = Math.Min(count, 9);
        kernels.ThreeBody(count, x, x + 200, y + 100, out_);
        kernels.ThreeBodyReverse(count, x, x + 200, y + 100, x + 600, out_ + 1000, out_ + 2000);
    });

    private delegate void Work(PotentialKernels<float> kernels, float* x, float* y, float* result);

    private static void Agree(int lanes, Work work)
    {
        PotentialKernels<float> kernels = lanes switch
        {
            16 when Vector512.IsHardwareAccelerated => new VectorKernels<Lanes16, Vector512<float>>(),
            8 when Vector256.IsHardwareAccelerated => new VectorKernels<Lanes8, Vector256<float>>(),
            4 => new VectorKernels<Lanes4, Vector128<float>>(),
            _ => new VectorKernels<Lane1, float>(),
        };
        var (plain, fast) = (Numbers(), Numbers());

        work(new PlainKernels<float>(), plain.Pointer, plain.Pointer + Room, plain.Pointer + 2 * Room);
        work(kernels, fast.Pointer, fast.Pointer + Room, fast.Pointer + 2 * Room);

        for (var index = 0; index < 3 * Room; index++)
            Assert.Equal(plain.Pointer[index], fast.Pointer[index], 2e-5f * MathF.Max(1, MathF.Abs(plain.Pointer[index])));
    }

    private static GrowingBuffer<float> Numbers()
    {
        var random = new Random(3);
        var buffer = new GrowingBuffer<float>();
        var at = buffer.Reserve(3 * Room);
        for (var index = 0; index < 3 * Room; index++)
            at[index] = (float)(4 * random.NextDouble() - 2);
        return buffer;
    }
}
