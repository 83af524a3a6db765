using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects.Recipes;
using DefiNet.Inference.Potentials.CHGNet;
using DefiNet.Learning.Nets.CHGNet;
using DefiNet.Learning.Nets.M3GNet;
using DefiNet.Learning.Nets.Potentials;

namespace DefiNet.Learning.Training;

/// <summary>Reads what a plan says of a potential.</summary>
internal static class PotentialFields
{
    private const string References = "references";
    private const int WidthStep = 16;

    /// <summary>Sizes of an M3GNet.</summary>
    public static readonly ImmutableArray<string> M3GNet = ["channels", "hidden", "layers", "readout", "cutoff_A", "angle_cutoff_A", "radial_functions", "angular_momenta", "elements", References];

    /// <summary>Sizes of a CHGNet.</summary>
    public static readonly ImmutableArray<string> Chgnet = ["channels", "hidden", "layers", "readout", "cutoff_A", "angle_cutoff_A", "radial_functions", "angular_frequencies", References];

    /// <summary>Reads sizes and weights.</summary>
    /// <exception cref="CrystalException">A field is wrong; the message names file, line and field.</exception>
    public static PotentialPlan Read(RecipeFields top, string name, TrainingPlan plan)
    {
        var node = top.Find("net")!;
        var begins = plan.BeginFrom is not null;
        var known = plan.Kind == NetKind.M3GNet ? M3GNet : Chgnet;
        var fields = new RecipeFields(node, name, [TrainingPlanReader.KindField, .. known], TrainingPlanReader.Kind);
        if (begins && known.Where(field => field != References).Select(fields.Find).FirstOrDefault(size => size is not null) is { } size)
            throw fields.Bad(size, "the sizes of a net come with the weights that 'begin_from' names; leave them out");
        var references = fields.Find(References) is { } said ? TrainingPlanReader.Word(fields, said, References, "fit", "keep") : begins ? "keep" : "fit";
        if (!begins && references == "keep")
            throw fields.Bad(fields.Find(References)!, "there are no energies of lone atoms to keep without 'begin_from'; write references: fit");
        return new()
        {
            M3GNet = begins || plan.Kind != NetKind.M3GNet ? null : SizesOfM3GNet(fields),
            Chgnet = begins || plan.Kind != NetKind.Chgnet ? null : SizesOfChgnet(fields),
            Loss = Loss(top, name),
            FitsReferences = references == "fit",
        };
    }

    private static M3GNetSizes SizesOfM3GNet(RecipeFields fields)
    {
        var cutoff = TrainingPlanReader.Number(fields, "cutoff_A", 1, 20, 5);
        return new()
        {
            Channels = Width(fields, "channels"),
            Hidden = Width(fields, "hidden"),
            Blocks = TrainingPlanReader.Whole(fields, "layers", 1, 64, 3),
            Readout = Readout(fields),
            Settings = new(
                fields.Find("elements") is { } listed ? [.. RecipeFields.Items(listed).Select(item => ElementOf(fields, item))] : [],
                cutoff, TrainingPlanReader.Number(fields, "angle_cutoff_A", 0.5, cutoff, Math.Min(4, cutoff)),
                TrainingPlanReader.Whole(fields, "radial_functions", 1, 16, 3), TrainingPlanReader.Whole(fields, "angular_momenta", 1, 3, 3), Smooth: false),
        };
    }

    private static ChgnetSizes SizesOfChgnet(RecipeFields fields)
    {
        var cutoff = TrainingPlanReader.Number(fields, "cutoff_A", 1, 20, 6);
        return new()
        {
            Settings = new ChgnetSettings(cutoff, TrainingPlanReader.Number(fields, "angle_cutoff_A", 0.5, cutoff, Math.Min(3, cutoff)), 8),
            Channels = Width(fields, "channels"),
            Hidden = Width(fields, "hidden"),
            Layers = TrainingPlanReader.Whole(fields, "layers", 2, 64, 3),
            RadialFunctions = TrainingPlanReader.Whole(fields, "radial_functions", 1, 256, 31),
            AngularFrequencies = TrainingPlanReader.Whole(fields, "angular_frequencies", 1, 256, 15),
            Readout = Readout(fields),
        };
    }

    private static PotentialLossWeights Loss(RecipeFields top, string name)
    {
        var weights = new PotentialLossWeights();
        if (top.Find("loss") is not { } loss)
            return weights;
        var fields = new RecipeFields(loss, name, ["energy", "forces", "stress", "huber"], TrainingPlanReader.Kind);
        weights = weights with
        {
            Energy = TrainingPlanReader.Number(fields, "energy", 0, 1e6, weights.Energy),
            Forces = TrainingPlanReader.Number(fields, "forces", 0, 1e6, weights.Forces),
            Stress = TrainingPlanReader.Number(fields, "stress", 0, 1e6, weights.Stress),
            Huber = fields.Find("huber") is null ? null : TrainingPlanReader.Number(fields, "huber", 1e-6, 1e6, 1),
        };
        return weights is { Energy: 0, Forces: 0, Stress: 0 } ? throw fields.Bad(loss, "energy, forces and stress all count 0; one must count for there to be something to learn") : weights;
    }

    // The potentials are run in blocks of so many channels.
    private static int Width(RecipeFields fields, string field)
    {
        var width = TrainingPlanReader.Whole(fields, field, WidthStep, 1024, 2 * WidthStep);
        return width % WidthStep == 0 ? width : throw fields.Bad(fields.Find(field)!, $"'{field}' is {width}; it must be a multiple of {WidthStep}");
    }

    private static ImmutableArray<int> Readout(RecipeFields fields) =>
        fields.Find("readout") is { } listed ? [.. RecipeFields.Items(listed).Select(item => fields.Whole(item, "readout", 1, 1024))] : [32, 32];

    private static Element ElementOf(RecipeFields fields, YamlNode item)
    {
        var symbol = fields.Text(item, "elements");
        try
        {
            return Element.Parse(symbol);
        }
        catch (CrystalException cause)
        {
            throw fields.Bad(item, cause.Message.TrimEnd('.'));
        }
    }
}
