using System.CommandLine;
using System.Globalization;
using DefiNet.Cli.Output;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats;

namespace DefiNet.Cli.Defects;

/// <summary><c>definet defects find</c>: what the defects of given structures are.</summary>
public static class DefectsFindCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Structures: POSCAR, CIF or extended XYZ; relaxed or not.", Arity = ArgumentArity.OneOrMore };
        var host = HostOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a file." };
        var command = new Command("find", "Finds the defects of structures by comparing them with the ideal sites of a host.") { files, host, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(files), parsed.GetValue(host), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] files, string? hostName, bool asJson)
    {
        var host = HostOption.Of(hostName);
        using var lines = asJson ? new JsonLines() : null;
        var exitCode = ExitCode.Done;
        var many = files.Length > 1;
        foreach (var file in files)
        {
            try
            {
                var finding = Find(host, file);
                if (lines is not null)
                    lines.Write(json =>
                    {
                        json.Field("file", file);
                        ConfigurationFields.Write(json, finding.Supercell, finding.Configuration);
                        json.Field("shift_A", finding.Shift);
                    });
                else
                    Print(file, finding, many);
            }
            catch (Exception failure) when (failure is CrystalException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(Complaint.SentenceOf(failure));
                exitCode = ExitCode.BadInput;
            }
        }

        return exitCode;
    }

    private static DefectFinding Find(Host? host, string file)
    {
        var structure = StructureFile.Read(file);
        try
        {
            return DefectFinder.Find(host, structure);
        }
        catch (CrystalException failure)
        {
            throw new CrystalException($"{file}: {failure.Message}", failure);
        }
    }

    private static void Print(string file, DefectFinding finding, bool brief)
    {
        var configuration = finding.Configuration;
        Console.WriteLine($"{file}: {finding.Supercell}, {configuration.Descriptor}");
        if (brief || configuration.Defects.IsEmpty)
            return;
        var table = new TextTable("kind", "site>", "host", "by", "a>", "b>", "c>");
        foreach (var defect in configuration.Defects)
            table.Add(
                ConfigurationFields.Word(defect.Kind), defect.Site < 0 ? "" : defect.Site.ToString(CultureInfo.InvariantCulture), defect.Host?.Symbol ?? "", defect.By?.Symbol ?? "",
                Fraction(defect.Fractional.X), Fraction(defect.Fractional.Y), Fraction(defect.Fractional.Z));
        table.Write(Console.Out);
    }

    private static string Fraction(double value) => value.ToString("0.00000", CultureInfo.InvariantCulture);
}
