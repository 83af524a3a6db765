namespace DefiNet.Server.Tests.Browser;

/// <summary>Tests in a browser: one after the other, one Chromium and one server for all.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Chromium>, ICollectionFixture<SharedServer>
{
    public const string Name = "browser";
}
