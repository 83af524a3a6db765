using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.DistanceNets;

namespace DefiNet.Inference.Models;

/// <summary>One model of the library: its file of weights and what is known of it.</summary>
public sealed record ModelEntry
{
    /// <summary>Name by which it is asked for, such as <c>definet-64x4</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Relaxer that it serves, such as <c>definet</c>.</summary>
    public required string Relaxer { get; init; }

    /// <summary>Architecture, such as <c>DefiNet</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>File of the weights, or the folder of a matgl potential.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file of weights as hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Trained numbers.</summary>
    public required long Parameters { get; init; }

    /// <summary>Sizes of the net by name, such as <c>hidden_channels</c>.</summary>
    public required ImmutableSortedDictionary<string, int> Sizes { get; init; }

    /// <summary>Longest distance between atoms that exchange messages, in Angstrom.</summary>
    public required double Cutoff { get; init; }

    /// <summary>What a DefiNet was trained with; null for other architectures.</summary>
    public DefectNetSettings? Settings { get; init; }

    /// <summary>Parts that a DefiNet was trained without; none for the published net and other architectures.</summary>
    public DefectNetParts LeftOut { get; init; }

    /// <summary>The names that <see cref="LeftOut"/> has in its description: <c>markers_in_messages</c>, <c>markers_in_moves</c>.</summary>
    public IEnumerable<string> LeftOutNames => ModelDescription.NamesOf(LeftOut);

    /// <summary>What a DeepRelax was trained with; null for other architectures.</summary>
    public DistanceNetSettings? DistanceSettings { get; init; }

    /// <summary>Elements it was trained on; empty when that is not known.</summary>
    public required ImmutableArray<Element> Elements { get; init; }

    /// <summary>What it was trained on; null when that is not known.</summary>
    public string? TrainingData { get; init; }

    /// <summary>Licence of the weights; null when that is not known.</summary>
    public string? License { get; init; }

    /// <summary>How it did on structures that it was not trained on.</summary>
    public ImmutableArray<ModelValidation> Validation { get; init; } = [];

    /// <summary>Whether its relaxer takes it when none is named.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Its model card; null when it has none.</summary>
    public string? CardPath { get; init; }

    /// <summary>Whether it came with the program.</summary>
    public bool IsShipped { get; init; }
}
