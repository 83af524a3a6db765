using DefiNet.Server.Security;

namespace DefiNet.Server.Tests.Security;

public sealed class ListenRulesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://localhost:5080")]
    [InlineData("http://[::1]:5080")]
    public void Loopback_needs_nothing(string url) => Assert.Single(ListenRules.Of(Options(url)).Addresses);

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://[::]:5080")]
    [InlineData("http://192.0.2.7:5080")]
    public void Off_loopback_without_TLS_or_a_named_proxy_it_does_not_start(string url)
    {
        var refused = Assert.Throws<ServerException>(() => ListenRules.Of(Options(url)));

        Assert.Contains("without TLS", refused.Message, StringComparison.Ordinal);
        Assert.Single(ListenRules.Of(Options(url) with { Proxies = ["192.0.2.1"] }).Addresses);
    }

    [Theory]
    [InlineData("https://0.0.0.0:443", "needs a certificate")]
    [InlineData("ftp://127.0.0.1", "must look like")]
    [InlineData("http://definet.example:80", "--host definet.example")]
    [InlineData("nonsense", "must look like")]
    public void What_cannot_be_listened_on_is_told_in_a_sentence(string url, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ServerException>(() => ListenRules.Of(Options(url))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_proxy_is_an_address() =>
        Assert.Contains("is not an address", Assert.Throws<ServerException>(() => ListenRules.Of(Options("http://0.0.0.0:1") with { Proxies = ["any"] })).Message, StringComparison.Ordinal);

    private static ServerOptions Options(string url) => new() { DataFolder = "unused", Urls = [url] };
}
