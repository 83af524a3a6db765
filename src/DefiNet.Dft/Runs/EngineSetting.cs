namespace DefiNet.Dft.Runs;

/// <summary>A setting as an output file prints it, by the engine's own name for it: a number or a word.</summary>
public readonly record struct EngineSetting(string Name, double? Number, string? Text)
{
    /// <summary>A numeric setting.</summary>
    public static EngineSetting Of(string name, double number) => new(name, number, null);

    /// <summary>A setting that is a word.</summary>
    public static EngineSetting Of(string name, string text) => new(name, null, text);
}
