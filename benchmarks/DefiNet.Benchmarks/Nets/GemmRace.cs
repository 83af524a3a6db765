using System.Globalization;
using DefiNet.Inference.Kernels;

namespace DefiNet.Benchmarks.Nets;

/// <summary>The matrix product alone, on one thread, in the shapes of the nets.</summary>
internal static unsafe class GemmRace
{
    private static readonly (int Rows, int Inputs, int Outputs)[] Shapes =
        [(192, 512, 512), (144, 512, 512), (144, 512, 1024), (48, 512, 512), (48, 1024, 512), (48, 256, 1536), (48, 512, 1536), (192, 64, 64), (144, 64, 128), (48, 64, 192), (128, 64, 64), (128, 64, 128), (128, 192, 128), (128, 256, 128)];

    /// <summary>Prints a line for each shape.</summary>
    public static void Run()
    {
        foreach (var (rows, inputs, outputs) in Shapes)
        {
            var (a, c) = (new FloatBuffer(rows * inputs), new FloatBuffer(rows * outputs));
            // Many matrices in turn, as layers are: weights come from the second cache or from further away.
            var weights = Enumerable.Range(0, Math.Max(1, (6 << 20) / (4 * inputs * outputs))).Select(_ => new PackedMatrix(new float[inputs * outputs], outputs, inputs)).ToArray();
            var work = 2e-9 * rows * inputs * outputs;
            var repeats = Math.Max(1, (int)(0.5 / work));
            var turn = 0;
            var measured = Measurement.Of(() =>
            {
                for (var repeat = 0; repeat < repeats; repeat++)
                    Gemm.Run(a.Pointer, inputs, rows, weights[turn++ % weights.Length], c.Pointer, outputs);
            }, threads: 1, seconds: 0.8);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows,5} rows {inputs,5} inputs {outputs,5} outputs  {work * repeats / measured.ProcessorSeconds,6:F1} GFLOP/s of {measured.Peak,6:F1}: {work * repeats / measured.ProcessorSeconds / measured.Peak,4:P0}"));
            GC.KeepAlive(a);
            GC.KeepAlive(c);
        }
    }
}
