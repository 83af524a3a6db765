using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>One graph layer and the three-body layer before it.</summary>
/// <remarks>The first layer of a perceptron takes the features of both atoms and of the bond side by side; its parts for the atoms are applied once per atom, for all four perceptrons together.</remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class M3GNetBlock<T>
    where T : unmanaged
{
    /// <summary>Arranges the tensors of block number <paramref name="index"/>.</summary>
    public M3GNetBlock(PotentialKernels<T> kernels, WeightSource source, M3GNetSettings settings, int index, int channels)
    {
        var (graph, body) = ($"model.graph_layers.{index}.conv", $"model.three_body_interactions.{index}");
        var functions = settings.BodyFunctions;
        Hidden = source.Size($"{graph}.edge_update_func.layers.0.weight", 0);
        if (Hidden % 16 != 0 || Hidden is 0 or > 1024)
            throw source.Bad($"the perceptrons of '{graph}' have {Hidden} hidden channels; a multiple of 16 up to 1024 can be run");

        var atom = new Matrix(source.Take($"{body}.update_network_atom.layers.0.weight", functions, channels), functions, channels);
        BodyAtom = kernels.Linear(atom.Numbers, functions, channels, source.Take($"{body}.update_network_atom.layers.0.bias", functions));
        BodyAtomReverse = Reverse(kernels, atom);
        var bond = new Matrix(source.Take($"{body}.update_network_bond.layers.0.weight", channels, functions), channels, functions)
            .Above(new Matrix(source.Take($"{body}.update_network_bond.gates.0.weight", channels, functions), channels, functions));
        BodyBond = kernels.Linear(bond.Numbers, bond.Outputs, bond.Inputs, []);
        BodyBondReverse = Reverse(kernels, bond);

        Edge = new M3GNetPerceptron<T>(kernels, source, $"{graph}.edge_update_func", $"{graph}.edge_weight_func", settings, channels, Hidden);
        Node = new M3GNetPerceptron<T>(kernels, source, $"{graph}.node_update_func", $"{graph}.node_weight_func", settings, channels, Hidden);
        var atoms = Edge.Left.Above(Edge.Right).Above(Node.Left).Above(Node.Right);
        Atoms = kernels.Linear(atoms.Numbers, atoms.Outputs, atoms.Inputs, []);
        AtomsReverse = Reverse(kernels, atoms);
    }

    /// <summary>Hidden channels of a perceptron's core or gate.</summary>
    public int Hidden { get; }

    /// <summary>From atom features to the three-body weights, before the sigmoid.</summary>
    public Linear<T> BodyAtom { get; }

    /// <summary>Gradient of <see cref="BodyAtom"/>.</summary>
    public Linear<T> BodyAtomReverse { get; }

    /// <summary>From three-body sums to core and gate of the change of a bond.</summary>
    public Linear<T> BodyBond { get; }

    /// <summary>Gradient of <see cref="BodyBond"/>.</summary>
    public Linear<T> BodyBondReverse { get; }

    /// <summary>From atom features to their parts in first layers: bond update left, right, atom update left, right; core and gate each.</summary>
    public Linear<T> Atoms { get; }

    /// <summary>Gradient of <see cref="Atoms"/>.</summary>
    public Linear<T> AtomsReverse { get; }

    /// <summary>Changes bonds.</summary>
    public M3GNetPerceptron<T> Edge { get; }

    /// <summary>Changes atoms.</summary>
    public M3GNetPerceptron<T> Node { get; }

    private static Linear<T> Reverse(PotentialKernels<T> kernels, Matrix matrix) => kernels.Linear(matrix.Transposed().Numbers, matrix.Inputs, matrix.Outputs, []);
}
