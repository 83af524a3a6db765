using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Tests.Fixtures;
using DefiNet.Clusters.Transfer;

namespace DefiNet.Clusters.Tests.Transfer;

public sealed class TransferTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly string _here = Directory.CreateTempSubdirectory("definet-here-").FullName;
    private readonly string _there = Directory.CreateTempSubdirectory("definet 'there' ").FullName;
    private readonly LocalHost _local = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inputs_go_in_one_archive_and_outputs_that_were_asked_for_come_back()
    {
        await RoundTrip(_local, _there);
    }

    [Fact]
    public async Task The_same_over_ssh_as_another_user()
    {
        await using var server = SshServer.Start();
        await using var host = server.Connect();

        await RoundTrip(host, server.MakeFolder("definet it's"));
    }

    [Fact]
    public async Task Staging_twice_leaves_the_first_as_it_is_and_nothing_else()
    {
        var folder = Write("one", ("POSCAR", "first"));
        await Staging.StageAsync(_local, _there, [new(folder, _there + "/run")], Long, Stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "POSCAR"), "second", Stop);

        await Staging.StageAsync(_local, _there, [new(folder, _there + "/run")], Long, Stop);

        Assert.Equal("first", await File.ReadAllTextAsync(_there + "/run/POSCAR", Stop));
        Assert.Equal(["POSCAR"], Directory.GetFileSystemEntries(_there + "/run").Select(Path.GetFileName));
        Assert.Empty(Directory.GetFileSystemEntries(_there + "/.stage"));
    }

    [Fact]
    public async Task Large_files_stay_and_are_told_with_size_and_hash()
    {
        Directory.CreateDirectory(_there + "/run");
        await File.WriteAllTextAsync(_there + "/run/OUTCAR", new string('x', 5000), Stop);
        await File.WriteAllTextAsync(_there + "/run/WAVECAR", "waves", Stop);
        await File.WriteAllTextAsync(_there + "/run/OSZICAR", "small", Stop);

        var run = Assert.Single(await Collecting.CollectAsync(
            _local, _there, [new(_there + "/run", _here + "/back", ["OUTCAR", "OSZICAR"]) { Keep = ["WAVE*"], KeepLargerThanBytes = 1000 }], Long, Stop));

        Assert.Equal(["OSZICAR:5:True", "OUTCAR:5000:False", "WAVECAR:5:False"], run.Files.Select(file => $"{file.Name}:{file.Bytes}:{file.LocalFile is not null}"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("waves"u8)), run.Files[2].Sha256);
    }

    [Fact]
    public async Task A_run_without_a_folder_or_without_files_is_told_as_that()
    {
        Directory.CreateDirectory(_there + "/empty");

        var runs = await Collecting.CollectAsync(_local, _there, [new(_there + "/absent", _here + "/a", ["*"]), new(_there + "/empty", _here + "/b", ["*"])], Long, Stop);

        Assert.Equal([(false, 0), (true, 0)], runs.Select(run => (run.FolderExists, run.Files.Count)));
    }

    [Fact]
    public async Task Links_in_a_runs_folder_do_not_come()
    {
        Directory.CreateDirectory(_there + "/run");
        File.CreateSymbolicLink(_there + "/run/OUTCAR", "/etc/passwd");
        File.CreateSymbolicLink(_there + "/run/OSZICAR", "/dev/zero");

        var run = Assert.Single(await Collecting.CollectAsync(_local, _there, [new(_there + "/run", _here + "/back", ["*"])], Long, Stop));

        Assert.Empty(run.Files);
    }

    [Fact]
    public async Task Cleaning_takes_restart_files_or_all_but_never_the_marks_and_never_outside_the_root()
    {
        foreach (var name in (string[])["WAVECAR", "CHGCAR", "OUTCAR", "job.started", "job.ended", "POSCAR"])
            await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(_there + "/run").FullName, name), "x", Stop);

        await Collecting.CleanAsync(_local, _there, [_there + "/run", _there + "/absent"], CleanPolicy.Restart, ["CHG*"], Long, Stop);
        var afterRestart = Names(_there + "/run");
        await Collecting.CleanAsync(_local, _there, [_there + "/run"], CleanPolicy.All, ["OUTCAR"], Long, Stop);

        Assert.Equal(["CHGCAR", "OUTCAR", "POSCAR", "job.ended", "job.started"], afterRestart);
        Assert.Equal(["OUTCAR", "job.ended", "job.started"], Names(_there + "/run"));
        await Assert.ThrowsAsync<ClusterException>(() => Collecting.CleanAsync(_local, _there, [_here], CleanPolicy.All, [], Long, Stop));
    }

    [Fact]
    public async Task Large_outputs_come_as_an_archive_of_which_nothing_stays_there_and_small_ones_need_no_room_there()
    {
        var bytes = RandomNumberGenerator.GetBytes(20 << 20);
        foreach (var (run, content) in ((string, byte[])[])[("large", bytes), ("small", bytes[..1000])])
            await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory($"{_there}/{run}").FullName, "OUTCAR"), content, Stop);

        var small = await Collecting.CollectAsync(_local, _there, [new(_there + "/small", _here + "/small", ["*"])], Long, Stop);
        Assert.False(Directory.Exists(_there + "/.collect"));
        var both = await Collecting.CollectAsync(_local, _there, [new(_there + "/large", _here + "/large", ["*"]), new(_there + "/small", _here + "/small", ["*"])], Long, Stop);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), both[0].Files[0].Sha256);
        Assert.Equal(small[0].Files, both[1].Files);
        Assert.Empty(Directory.GetFiles(_there + "/.collect"));
        Assert.Empty(Directory.GetFiles(_here));
    }

    [Fact]
    public async Task Folders_that_are_brought_anew_get_the_new_files_and_keep_the_marks_in_them()
    {
        var folder = Write("one", ("POSCAR", "first"), ("INCAR", "NSW = 1"));
        await Staging.StageAsync(_local, _there, [new(folder, _there + "/run") { Renew = true }], Long, Stop);
        Directory.CreateDirectory(_there + "/run/job.submit");
        await File.WriteAllTextAsync(Path.Combine(folder, "POSCAR"), "second", Stop);

        await Staging.StageAsync(_local, _there, [new(folder, _there + "/run") { Renew = true }], Long, Stop);

        Assert.Equal("second", await File.ReadAllTextAsync(_there + "/run/POSCAR", Stop));
        Assert.Equal(["INCAR", "POSCAR"], Names(_there + "/run"));
        Assert.True(Directory.Exists(_there + "/run/job.submit"));
    }

    [Fact]
    public async Task Names_that_mean_something_to_a_shell_or_to_tar_come_as_they_are_or_stay()
    {
        string[] come = ["-e it's", "$(touch hacked)", "`x`", "a b", "𝒳🧪", "*", "~", "\"q\"", "-T"];
        string[] stay = ["new\nline", "../../etc/passwd\n".Replace('/', ':'), "back\\slash", "bell\a"];
        Directory.CreateDirectory(_there + "/run");
        foreach (var name in come.Concat(stay))
            await File.WriteAllTextAsync($"{_there}/run/{name}", name, Stop);

        var all = Assert.Single(await Collecting.CollectAsync(_local, _there, [new(_there + "/run", _here + "/all", ["*"])], Long, Stop));
        var named = Assert.Single(await Collecting.CollectAsync(_local, _there, [new(_there + "/run", _here + "/named", [.. come.Where(name => name != "*")])], Long, Stop));
        var kept = Assert.Single(await Collecting.CollectAsync(_local, _there, [new(_there + "/run", _here + "/kept", ["*"]) { Keep = ["𝒳??🧪*", "-*"], Except = ["$*"] }], Long, Stop));

        Assert.Equal(come.Order(StringComparer.Ordinal), all.Files.Select(file => file.Name));
        Assert.Equal(come.Where(name => name != "*").Order(StringComparer.Ordinal), named.Files.Select(file => file.Name));
        Assert.All(all.Files, file => Assert.Equal(file.Name, File.ReadAllText(file.LocalFile!)));
        Assert.Equal(["-T", "-e it's"], kept.Files.Where(file => file.LocalFile is null).Select(file => file.Name));
        Assert.DoesNotContain("$(touch hacked)", kept.Files.Select(file => file.Name));
        Assert.False(File.Exists(_there + "/hacked"));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/evil")]
    [InlineData("1/../../evil")]
    [InlineData("1/sub/evil")]
    [InlineData("2/OUTCAR")]
    [InlineData("1/other")]
    [InlineData("1/..")]
    [InlineData("1/OUT\nCAR")]
    public async Task An_archive_with_names_that_were_not_asked_for_is_refused(string name)
    {
        var archive = Archive(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream("x"u8.ToArray()) });

        await Refused(archive);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public async Task An_archive_with_links_is_refused(TarEntryType type) =>
        await Refused(Archive(new UstarTarEntry(type, "1/OUTCAR") { LinkName = "/etc/passwd" }));

    [Theory]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.Fifo)]
    public async Task An_archive_with_devices_is_refused(TarEntryType type) => await Refused(Archive(new UstarTarEntry(type, "1/OUTCAR")));

    [Fact]
    public async Task An_archive_that_unpacks_to_more_than_the_limit_is_refused() =>
        await Refused(Archive(new UstarTarEntry(TarEntryType.RegularFile, "1/OUTCAR") { DataStream = new MemoryStream(new byte[200_000]) }));

    [Fact]
    public async Task A_damaged_archive_is_refused_wherever_it_was_cut_or_changed()
    {
        var whole = Archive(new UstarTarEntry(TarEntryType.RegularFile, "1/OUTCAR") { DataStream = new MemoryStream(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 500)))) }).ToArray();
        var random = new Random(3);
        for (var trial = 0; trial < 60; trial++)
        {
            var bytes = whole.ToArray();
            if (trial % 2 == 0)
                bytes = bytes[..random.Next(1, bytes.Length - 8)];
            else
                bytes[random.Next(10, bytes.Length - 8)] ^= (byte)random.Next(1, 256);
            try
            {
                var files = await ArchiveReader.ExtractAsync(new MemoryStream(bytes), "test", new Dictionary<string, string> { ["1"] = _here }, 100_000, (_, file) => file == "OUTCAR", Stop);
                Assert.True(files.Files.Count <= 1);
            }
            catch (ClusterException)
            {
                Assert.DoesNotContain(Directory.GetFiles(_here), file => new FileInfo(file).Length > 100_000);
            }
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_here, recursive: true);
        Directory.Delete(_there, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task RoundTrip(IHost host, string root)
    {
        var folders = Enumerable.Range(1, 5).Select(number => new StagedFolder(Write($"run {number}", ("POSCAR", $"atoms {number}"), ("INCAR", "NSW = 5"), ("-e it's", "odd")), $"{root}/dfn-{number}/part-1")).ToList();

        await Staging.StageAsync(host, root, folders, Long, Stop);
        var runs = await Collecting.CollectAsync(host, root, [.. folders.Select((folder, index) => new CollectRequest(folder.RemoteFolder, $"{_here}/back {index}", ["POSCAR", "-*"]))], Long, Stop);

        Assert.Equal(5, runs.Count);
        for (var index = 0; index < 5; index++)
        {
            Assert.Equal(["-e it's", "POSCAR"], Names($"{_here}/back {index}"));
            Assert.Equal($"atoms {index + 1}", await File.ReadAllTextAsync(runs[index].Files[1].LocalFile!, Stop));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"atoms {index + 1}"))), runs[index].Files[1].Sha256);
        }

        Assert.Empty(Directory.GetFiles(_here));
        Assert.Equal(0, (await host.RunAsync(new HostCommand(["sh", "-c", "[ -z \"$(ls -A \"$1/.stage\" \"$1/.collect\" 2>/dev/null | grep gz)\" ]", "sh", root], default, Long), Stop)).ExitCode);
    }

    private async Task Refused(Stream archive)
    {
        await Assert.ThrowsAsync<ClusterException>(() => ArchiveReader.ExtractAsync(archive, "test", new Dictionary<string, string> { ["1"] = _here }, 100_000, (_, file) => file == "OUTCAR", Stop));
        Assert.Empty(Directory.GetFiles(_here));
    }

    private static MemoryStream Archive(TarEntry entry)
    {
        var stream = new MemoryStream();
        using (var compressed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(compressed, TarEntryFormat.Ustar))
            tar.WriteEntry(entry);
        stream.Position = 0;
        return stream;
    }

    private string Write(string name, params (string Name, string Text)[] files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_here, name)).FullName;
        foreach (var (file, text) in files)
            File.WriteAllText(Path.Combine(folder, file), text);
        return folder;
    }

    private static IEnumerable<string?> Names(string folder) => Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
