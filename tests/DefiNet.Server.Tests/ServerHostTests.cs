using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Server.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace DefiNet.Server.Tests;

public sealed class ServerHostTests
{
    [Fact]
    public async Task The_first_administrators_key_is_made_once_and_never_shown_again()
    {
        using var store = TestStore.OnSqlite();
        var options = new ServerOptions { DataFolder = Path.GetDirectoryName(store.Address)!, Database = store.Address };

        await using var first = ServerHost.Build(options, out var made);
        await using var second = ServerHost.Build(options, out var again);
        await using var third = ServerHost.Build(options with { NewAdminKey = true }, out var another);

        Assert.StartsWith("dfn_", made, StringComparison.Ordinal);
        Assert.Null(again);
        Assert.NotEqual(made, another);
        var book = third.Services.GetRequiredService<AccountBook>();
        Assert.All((string[])[made!, another!], key => Assert.Equal(Role.Admin, book.WithKey(key)!.Role));
        using var connection = third.Services.GetRequiredService<DefiNet.Campaigns.Storage.Store>().OpenConnection(readOnly: true);
        using var question = connection.CreateCommand();
        question.CommandText = "SELECT group_concat(sha256, ' ') FROM api_key";
        Assert.DoesNotContain(made!, (string)question.ExecuteScalar()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_given_at_start_replaces_the_one_given_before()
    {
        using var store = TestStore.OnSqlite();
        var options = new ServerOptions { DataFolder = Path.GetDirectoryName(store.Address)!, Database = store.Address, AdminKey = "the-first-key-that-was-given" };
        await using var first = ServerHost.Build(options, out _);
        await using var second = ServerHost.Build(options with { AdminKey = "the-second-key-that-was-given" }, out _);
        var book = second.Services.GetRequiredService<AccountBook>();

        Assert.Null(book.WithKey("the-first-key-that-was-given"));
        Assert.NotNull(book.WithKey("the-second-key-that-was-given"));
        Assert.Contains("at least 20", Assert.Throws<ServerException>(() => ServerHost.Build(options with { AdminKey = "short" }, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_TLS_the_cookie_is_for_TLS_only()
    {
        await using var server = await TestServer.OnSqliteAsync(options => options with { Proxies = ["127.0.0.1"], Hosts = ["definet.example"] });
        using var client = server.Client(key: null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/signin") { Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["key"] = TestServer.AdminKey }), Headers = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-Host", "definet.example" }, { "X-Forwarded-For", "203.0.113.9" } } };

        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains("secure", answer.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal("203.0.113.9", (await server.JsonAsync("/api/audit"))[0].GetProperty("address").GetString());
    }

    [Fact]
    public async Task Without_a_named_proxy_its_headers_are_not_believed()
    {
        await using var server = await TestServer.OnSqliteAsync();
        using var client = server.Client(key: null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/signin") { Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["key"] = TestServer.AdminKey }), Headers = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "203.0.113.9" } } };

        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.DoesNotContain("secure", answer.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("127.0.0.1", (await server.JsonAsync("/api/audit"))[0].GetProperty("address").GetString());
    }

    [Fact]
    public async Task With_a_certificate_it_speaks_https()
    {
        var folder = Directory.CreateTempSubdirectory("definet-tls-").FullName;
        try
        {
            var (certificate, key) = Certificate(folder);
            await using var server = await TestServer.OnSqliteAsync(options => options with { Urls = ["https://127.0.0.1:0"], Certificate = certificate, CertificateKey = key });
            using var client = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator }) { BaseAddress = new(server.Url) };

            Assert.StartsWith("https://", server.Url, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health", TestContext.Current.CancellationToken)).StatusCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("--urls http://0.0.0.0:5999", 2, "would answer the network without TLS")]
    [InlineData("--urls https://127.0.0.1:5999", 2, "needs a certificate")]
    [InlineData("--urls https://127.0.0.1:5999 --certificate /nonexistent.pem", 2, "cannot be read")]
    public async Task What_is_not_safe_does_not_start_and_says_why(string arguments, int exitCode, string sentence)
    {
        var folder = Directory.CreateTempSubdirectory("definet-refused-").FullName;
        try
        {
            var start = new ProcessStartInfo(TestServer.Program, ["server", .. arguments.Split(' ')]) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Equal(exitCode, process.ExitCode);
            Assert.Contains(sentence, errors, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (string Certificate, string Key) Certificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (file, keyFile) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (file, keyFile);
    }
}
