namespace DefiNet.Learning.Tests;

/// <summary>A folder that is gone at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("definet-learning-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
