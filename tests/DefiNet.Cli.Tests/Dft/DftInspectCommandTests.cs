using System.Diagnostics;
using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Dft.Vasp;

namespace DefiNet.Cli.Tests.Dft;

public sealed class DftInspectCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-inspect-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_folder_gives_a_line_a_run_with_its_restarts_and_a_file_always_gives_its_line()
    {
        Write("a/part-1", finish: false);
        Write("a/part-2", finish: true);
        Write("b", finish: true);
        var stray = Path.Combine(_folder.FullName, "stray.txt");
        File.WriteAllText(stray, "nothing of VASP\n");

        var (code, lines, complaints) = Inspect("--json", _folder.FullName, stray);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal($"{stray}: this is no OUTCAR, OSZICAR, XDATCAR or vasprun.xml; give one of these, plain or gzip.", complaints.Trim());
        Assert.Equal([Path.Combine(_folder.FullName, "a"), Path.Combine(_folder.FullName, "b"), stray], lines.Select(line => line.GetProperty("file").GetString()));
        Assert.Equal([2, 1], lines.Take(2).Select(line => line.GetProperty("ionic_steps").GetInt32()));
        Assert.Equal([2, 1], lines.Take(2).Select(line => line.GetProperty("parts").GetInt32()));
        Assert.Equal("surrogate", lines[0].GetProperty("code").GetString());
        Assert.True(lines[0].GetProperty("converged").GetBoolean());
        Assert.Equal(-0.05, lines[0].GetProperty("settings").GetProperty("EDIFFG").GetDouble());
        Assert.Equal(JsonValueKind.Null, lines[2].GetProperty("code").ValueKind);
    }

    private void Write(string name, bool finish)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;
        var boron = Structure.Of(Lattice.Cubic(4), ("B", 0, 0, 0));
        using var run = new VaspRunWriter(folder, new([new("NSW", "5"), new("IBRION", "2"), new("EDIFFG", "-0.05")]), null, boron, new("surrogate", "1.0", "REHEARSAL"));
        run.BeginIonicStep();
        run.CompleteIonicStep(boron, [new(0.01, 0, 0)], -1);
        if (!finish)
            return;
        run.ReachedAccuracy();
        run.Finish(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 1);
    }

    private static (int Code, JsonElement[] Lines, string Complaints) Inspect(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "definet.dll"), "dft", "inspect", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var complaints = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)], complaints.Result);
    }
}
