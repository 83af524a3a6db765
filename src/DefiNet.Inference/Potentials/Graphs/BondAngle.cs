namespace DefiNet.Inference.Potentials.Graphs;

/// <summary>The angle between two bonds of one atom.</summary>
internal static unsafe class BondAngle
{
    /// <summary>Its cosine.</summary>
    public static double Cosine(BondGraph graph, int a, int b)
    {
        var u = graph.Vector.Pointer + 3L * a;
        var v = graph.Vector.Pointer + 3L * b;
        return (u[0] * v[0] + u[1] * v[1] + u[2] * v[2]) / (graph.Length.Pointer[a] * graph.Length.Pointer[b]);
    }

    /// <summary>Adds a derivative by the cosine, as derivatives by both bonds' vectors, to <paramref name="byBond"/>.</summary>
    public static void Bend(BondGraph graph, int a, int b, double slope, double* byBond)
    {
        var u = graph.Vector.Pointer + 3L * a;
        var v = graph.Vector.Pointer + 3L * b;
        var (left, right) = (graph.Length.Pointer[a], graph.Length.Pointer[b]);
        var cosine = (u[0] * v[0] + u[1] * v[1] + u[2] * v[2]) / (left * right);
        for (var axis = 0; axis < 3; axis++)
        {
            byBond[3L * a + axis] += slope * (v[axis] / right - cosine * u[axis] / left) / left;
            byBond[3L * b + axis] += slope * (u[axis] / left - cosine * v[axis] / right) / right;
        }
    }
}
