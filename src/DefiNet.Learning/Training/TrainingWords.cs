namespace DefiNet.Learning.Training;

/// <summary>What the numbers of a training are called in curves, cards and on the screen.</summary>
public sealed record TrainingWords
{
    /// <summary>Those of nets that move atoms, whose errors are lengths by material.</summary>
    public static TrainingWords OfPairs { get; } = new();

    /// <summary>What a sample is, in the plural.</summary>
    public string Samples { get; init; } = "pairs";

    /// <summary>The same with all that it holds.</summary>
    public string SamplesInFull { get; init; } = "pairs of unrelaxed and relaxed structures";

    /// <summary>Name of the loss in a file.</summary>
    public string Loss { get; init; } = "loss_A";

    /// <summary>Unit of the loss, after a space; empty for none.</summary>
    public string LossUnit { get; init; } = " Å";

    /// <summary>Name in a file of the error that is to fall.</summary>
    public string Error { get; init; } = "validation_mae_A";

    /// <summary>Unit of that error, after a space; empty for none.</summary>
    public string ErrorUnit { get; init; } = " Å";

    /// <summary>What stands before the name of a column in a file.</summary>
    public string ColumnStart { get; init; } = "validation_mae_";

    /// <summary>What stands behind it.</summary>
    public string ColumnEnd { get; init; } = "_A";

    /// <summary>Name of all columns together in JSON.</summary>
    public string Columns { get; init; } = "by_material";

    /// <summary>What the axis of the curve's picture shows.</summary>
    public string Axis { get; init; } = "mean distance or coordinate error, Å";
}
