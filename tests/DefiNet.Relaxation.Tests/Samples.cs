using DefiNet.Crystals.Defects;

namespace DefiNet.Relaxation.Tests;

/// <summary>Configurations to relax.</summary>
internal static class Samples
{
    public static Supercell Cell { get; } = new(Host.TryBuiltIn("MoS2")!, 4, 4);

    /// <summary>A sulfur vacancy and a tungsten atom in 4×4 MoS2.</summary>
    public static Configuration Defective { get; } = ConfigurationBuilder.Build(Cell, [new(1, null), new(9, DefiNet.Crystals.Element.Parse("W"))]);
}
