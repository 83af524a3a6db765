using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;

namespace DefiNet.Inference.Tests.DefectNets;

/// <summary>The net as the paper's formulas say, in double precision, one number after the other, every radial function worked out.</summary>
internal static class PlainNet
{
    public static Vector3[] Predict(Checkpoint weights, Structure structure, IReadOnlyList<Marker> markers, EdgeList edges, double cutoff = 30)
    {
        var n = structure.Count;
        var markerTable = Matrix("defect_emb.embeddings.weight");
        var xd = markers.Select(marker => markerTable[(int)marker]).ToArray();
        var elements = Matrix("atom_emb.embeddings.weight");
        var x = Enumerable.Range(0, n).Select(i => Linear("lin_comb", [.. elements[structure.Species[i].AtomicNumber], .. xd[i]])).ToArray();
        var h = x[0].Length;
        var radial = Matrix("message_passing_layers.0.edge_proj.weight")[0].Length;
        var layers = weights.Tensors.Keys.Where(name => name.EndsWith("lin_vec2coord.weight", StringComparison.Ordinal)).Count();
        var vec = x.Select(_ => Zero3(h)).ToArray();
        var vx = Matrix("vn_emb.weight")[0];
        var vvec = Zero3(h);
        var pos = structure.Cartesian.ToArray();

        for (var layer = 0; layer < layers; layer++)
        {
            var (scalar, vector) = ($"virtual_scalar_layers.{layer}", $"virtual_vector_layers.{layer}");
            var (message, update, coordinate) = ($"message_passing_layers.{layer}", $"message_update_layers.{layer}", $"coord_update_layers.{layer}");
            x = [.. x.Select(row => Sum(SiLu(Linear($"{scalar}.mlp_node.2", SiLu(Linear($"{scalar}.mlp_node.0", [.. row, .. vx])))), row))];
            vec = [.. vec.Select(rows => rows.Select((row, axis) => Sum(Linear($"{vector}.mlp_node", Sum(row, vvec[axis])), row)).ToArray())];

            var sent = x.Select(row => Linear($"{message}.x_proj.2", SiLu(Linear($"{message}.x_proj.0", row)))).ToArray();
            var marked = xd.Select(row => Linear($"{message}.defect_proj", row)).ToArray();
            var dx = x.Select(_ => new double[h]).ToArray();
            var dvec = x.Select(_ => Zero3(h)).ToArray();
            foreach (var (i, j, direction, basis) in Edges(pos))
            {
                var filter = Linear($"{message}.edge_proj", basis);
                for (var c = 0; c < h; c++)
                {
                    double Part(int part) => sent[j][part * h + c] * (marked[j][part * h + c] + marked[i][part * h + c]) * filter[part * h + c] / Math.Sqrt(3);
                    for (var axis = 0; axis < 3; axis++)
                        dvec[i][axis][c] += (Part(0) * vec[j][axis][c] + Part(1) * direction[axis]) / Math.Sqrt(h);
                    dx[i][c] += Part(2);
                }
            }

            x = [.. x.Select((row, i) => Scaled(Sum(row, dx[i]), 1 / Math.Sqrt(2)))];
            vec = [.. vec.Select((rows, i) => Sum3(rows, Activate($"{message}.vec_activation", dvec[i])))];

            for (var i = 0; i < n; i++)
            {
                var both = vec[i].Select(row => Linear($"{update}.vec_proj", row)).ToArray();
                var norms = Enumerable.Range(h, h).Select(c => Math.Sqrt(both.Sum(row => row[c] * row[c]) + 1e-8));
                var gates = Linear($"{update}.xvec_proj.2", SiLu(Linear($"{update}.xvec_proj.0", [.. x[i], .. norms])));
                vec[i] = Sum3(vec[i], Activate($"{update}.vec_activation", [.. both.Select(row => row.Take(h).Select((value, c) => value * gates[c]).ToArray())]));
                x[i] = [.. x[i].Select((value, c) => (value + gates[h + c] / Math.Sqrt(2) + value * Math.Tanh(gates[2 * h + c])) / Math.Sqrt(2))];
            }

            var pushed = x.Select(row => Linear($"{coordinate}.x_proj.2", SiLu(Linear($"{coordinate}.x_proj.0", row)))).ToArray();
            var pushMarked = xd.Select(row => Linear($"{coordinate}.defect_proj", row)).ToArray();
            var next = pos.ToArray();
            for (var i = 0; i < n; i++)
                next[i] += 0.5 * new Vector3(Linear($"{coordinate}.lin_vec2coord", vec[i][0])[0], Linear($"{coordinate}.lin_vec2coord", vec[i][1])[0], Linear($"{coordinate}.lin_vec2coord", vec[i][2])[0]);
            foreach (var (i, j, direction, basis) in Edges(pos))
            {
                var filter = Linear($"{coordinate}.edge_proj", basis);
                double[] product = [.. pushed[j].Select((value, c) => value * filter[c] * (pushMarked[j][c] + pushMarked[i][c]))];
                next[i] += 0.5 * Linear($"{coordinate}.coord_mlp.2", SiLu(Linear($"{coordinate}.coord_mlp.0", product)))[0] * direction;
            }

            pos = next;
            double[] mean = [.. Enumerable.Range(0, h).Select(c => x.Average(row => row[c]))];
            var means = Enumerable.Range(0, 3).Select(axis => Enumerable.Range(0, h).Select(c => vec.Average(rows => rows[axis][c])).ToArray()).ToArray();
            vx = Sum(vx, SiLu(Linear($"{scalar}.mlp_vn.2", SiLu(Linear($"{scalar}.mlp_vn.0", [.. mean, .. vx])))));
            vvec = [.. vvec.Select((row, axis) => Sum(row, Linear($"{vector}.mlp_vn", Sum(means[axis], row))))];
        }

        return pos;

        IEnumerable<(int I, int J, Vector3 Direction, double[] Basis)> Edges(Vector3[] at)
        {
            for (var i = 0; i < n; i++)
                for (var edge = edges.Start[i]; edge < edges.Start[i + 1]; edge++)
                {
                    var apart = at[i] - at[edges.Sender[edge]] - edges.Shift[edge];
                    var d = apart.Length / cutoff;
                    var envelope = d < 1 ? 1 - 21 * Math.Pow(d, 5) + 35 * Math.Pow(d, 6) - 15 * Math.Pow(d, 7) : 0;
                    yield return (i, edges.Sender[edge], apart / apart.Length,
                        [.. Enumerable.Range(0, radial).Select(k => envelope * Math.Exp(-0.5 * Math.Pow(d * (radial - 1) - k, 2)))]);
                }
        }

        double[][] Activate(string name, double[][] v)
        {
            var l = v.Select(row => Linear($"{name}.lin_vec", row)).ToArray();
            var g = v.Select(row => Linear($"{name}.lin_gvec", row)[0]).ToArray();
            var result = Zero3(h);
            for (var c = 0; c < h; c++)
            {
                var along = l[0][c] * g[0] + l[1][c] * g[1] + l[2][c] * g[2];
                for (var axis = 0; axis < 3; axis++)
                    result[axis][c] = along >= 0 ? l[axis][c] : (l[axis][c] + g[axis]) / 2;
            }

            return result;
        }

        double[] Linear(string name, double[] argument)
        {
            var matrix = Matrix($"{name}.weight");
            var bias = weights.Tensors.TryGetValue($"{name}.bias", out var tensor) ? tensor.ToDoubles() : null;
            return [.. matrix.Select((row, output) => row.Zip(argument, (w, value) => w * value).Sum() + (bias?[output] ?? 0))];
        }

        double[][] Matrix(string name) => weights.Tensors[name] is var tensor ? [.. tensor.ToDoubles().Chunk(tensor.Shape[1])] : [];
    }

    private static double[][] Zero3(int h) => [new double[h], new double[h], new double[h]];

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (one, other) => one + other)];

    private static double[][] Sum3(double[][] a, double[][] b) => [.. a.Zip(b, Sum)];

    private static double[] Scaled(double[] a, double factor) => [.. a.Select(value => value * factor)];

    private static double[] SiLu(double[] a) => [.. a.Select(value => value / (1 + Math.Exp(-value)) / 0.6)];
}
