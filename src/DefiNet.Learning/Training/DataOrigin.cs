namespace DefiNet.Learning.Training;

/// <summary>Where data came from.</summary>
/// <param name="Title">What it is, for a person.</param>
/// <param name="License">Its licence, with whom to name; null when it is not known.</param>
public sealed record DataOrigin(string Title, string? License);
