namespace DefiNet.Cli.Tests.Databases;

public sealed class DatabaseCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-db-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_store_is_made_described_and_asked()
    {
        var missing = Definet.Run(_folder, "db", "status", "--json");
        Assert.Equal("missing", missing.Lines[0].GetProperty("state").GetString());
        Assert.Empty(Directory.GetFileSystemEntries(_folder));

        Assert.Equal(ExitCode.Done, Definet.Run(_folder, "db", "migrate").Code);
        var status = Assert.Single(Definet.Run(_folder, "db", "status", "--json").Lines);
        Assert.Equal("current", status.GetProperty("state").GetString());
        Assert.Equal(Path.Combine(_folder, "definet-data", "definet.db"), status.GetProperty("store").GetString());

        var answer = Definet.Run(_folder, "db", "sql", "SELECT name, paused_reason, 0.5 AS half FROM cluster", "--json");
        Assert.Equal("""{"name":"local","paused_reason":null,"half":0.5}""", answer.Output.TrimEnd());
    }

    [Fact]
    public void What_would_change_the_store_is_refused_in_a_sentence()
    {
        Definet.Run(_folder, "db", "migrate");

        var refusal = Definet.Run(_folder, "db", "sql", "DELETE FROM cluster");

        Assert.Equal(ExitCode.BadInput, refusal.Code);
        Assert.StartsWith("The query fails: ", refusal.Complaints, StringComparison.Ordinal);
        Assert.Single(Definet.Run(_folder, "db", "sql", "SELECT * FROM cluster", "--json").Lines);
    }

    [Theory]
    [InlineData("db", "status", "--store", "Host=127.0.0.1;Port=1;Username=me;Password=s3cret;Database=d")]
    [InlineData("db", "migrate", "--store", "Host=127.0.0.1;Port=1;Username=me;Password=s3cret;Database=d")]
    [InlineData("db", "status", "--store", "Host=127.0.0.1;Port=none;Password=s3cret")]
    [InlineData("db", "status", "--store", "postgresql://me:s3cret@127.0.0.1:1/d")]
    [InlineData("db", "status", "--store", "postgresql://me:s3cret@127.0.0.1:1/d?sslmode=require")]
    [InlineData("db", "statsu", "--store", "Host=127.0.0.1;Username=me;Password=s3cret;Database=d")]
    [InlineData("db", "statsu", "--store", "postgres://me:s3cret@server/d")]
    public void No_message_holds_a_password(params string[] arguments)
    {
        var refusal = Definet.Run(_folder, arguments);

        Assert.NotEqual(ExitCode.Done, refusal.Code);
        Assert.NotEmpty(refusal.Complaints);
        Assert.DoesNotContain("s3cret", refusal.Complaints + refusal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", refusal.Complaints, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_store_is_a_sentence()
    {
        var file = Path.Combine(_folder, "mine.db");
        File.WriteAllText(file, "not a database, but long enough that it might be taken for the header of one");

        foreach (var verb in (string[])["status", "migrate"])
        {
            var refusal = Definet.Run(_folder, "db", verb, "--store", file);

            Assert.NotEqual(ExitCode.Done, refusal.Code);
            Assert.Contains("file is not a database", refusal.Complaints, StringComparison.Ordinal);
            Assert.DoesNotContain("Unhandled", refusal.Complaints, StringComparison.Ordinal);
        }

        Assert.StartsWith("not a database", File.ReadAllText(file), StringComparison.Ordinal);
    }
}
