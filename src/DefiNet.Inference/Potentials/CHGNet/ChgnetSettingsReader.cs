using System.Globalization;
using DefiNet.Inference.Checkpoints;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>Reads the arguments of a CHGNet from its checkpoint.</summary>
internal static class ChgnetSettingsReader
{
    private const string Prefix = "model.model_args.";

    /// <summary>The settings; arguments that cannot be run are refused.</summary>
    /// <exception cref="CheckpointException">An argument has a value that cannot be run.</exception>
    public static ChgnetSettings Read(Checkpoint checkpoint)
    {
        Demand("mlp_first", true, true);
        Demand("non_linearity", "silu", "silu");
        Demand("gMLP_norm", "layer", "layer");
        Demand("readout_norm", "layer", "layer");
        Demand("update_bond", true, true);
        Demand("update_angle", true, true);
        Demand("conv_norm", null, null);
        Demand("mlp_out_bias", false, false);
        Demand("angle_layer_hidden_dim", 0L, 0L);
        var power = Number("cutoff_coeff", 8);
        if (power != Math.Floor(power) || power is < 1 or > 32)
            throw Bad("cutoff_coeff", "a whole number between 1 and 32");
        var (atom, bond) = (Number("atom_graph_cutoff", 6), Number("bond_graph_cutoff", 3));
        if (!(atom is >= 1 and <= 20))
            throw Bad("atom_graph_cutoff", "a length between 1 and 20 Å");
        if (!(bond > 0 && bond <= atom))
            throw Bad("bond_graph_cutoff", "a length up to the cutoff of bonds");
        return new(atom, bond, (int)power);

        void Demand(string name, object? absent, object? right)
        {
            if (!Equals(checkpoint.Values.GetValueOrDefault(Prefix + name, absent), right))
                throw Bad(name, right?.ToString() ?? "None");
        }

        double Number(string name, double absent) => checkpoint.Values.GetValueOrDefault(Prefix + name) switch
        {
            null => absent,
            long whole => whole,
            double number => number,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number, // safetensors know texts alone
            _ => throw Bad(name, "a number"),
        };

        CheckpointException Bad(string name, string right) => new($"{checkpoint.Path}: the argument '{name}' has a value that cannot be run; it must be {right}.");
    }
}
