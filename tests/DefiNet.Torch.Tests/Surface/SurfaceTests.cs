namespace DefiNet.Torch.Tests.Surface;

public sealed class SurfaceTests
{
    private static readonly string[] Written = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Surface", "members.txt"))
        .Where(line => line.Length > 0 && line[0] != '#').ToArray();

    [Fact]
    public void Nothing_is_public_that_is_not_in_the_written_list() =>
        Assert.Equal([], PublicSurface.Read().Except(Written));

    [Fact]
    public void Nothing_is_in_the_written_list_that_is_not_public() =>
        Assert.Equal([], Written.Except(PublicSurface.Read()));
}
