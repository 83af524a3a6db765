namespace DefiNet.Inference.Models;

/// <summary>The architectures that can be run: what a description calls them, and the relaxer that each serves.</summary>
public static class ModelArchitecture
{
    /// <summary>Moves the atoms of a defect structure in one go.</summary>
    public const string DefiNet = "DefiNet";

    /// <summary>Predicts the distances of the relaxed structure.</summary>
    public const string DeepRelax = "DeepRelax";

    /// <summary>A potential with three-body terms.</summary>
    public const string M3GNet = "M3GNet";

    /// <summary>A potential with magnetic moments.</summary>
    public const string Chgnet = "CHGNet";

    /// <summary>Whether an architecture is one of a potential.</summary>
    public static bool IsPotential(string architecture) => architecture is M3GNet or Chgnet;

    /// <summary>The relaxer that an architecture serves: its name in small letters.</summary>
    public static string RelaxerOf(string architecture) => architecture.ToLowerInvariant();
}
