namespace DefiNet.Learning.Training;

/// <summary>A training that cannot go on. The message is one sentence that says where its last good checkpoint is.</summary>
public sealed class TrainingFailedException(string message) : Exception(message);
