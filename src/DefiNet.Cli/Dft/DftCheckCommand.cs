using System.CommandLine;
using DefiNet.Cli.Output;
using DefiNet.Dft.Vasp.Checks;

namespace DefiNet.Cli.Dft;

/// <summary><c>definet dft check</c>: what is wrong with the inputs in run folders.</summary>
internal static class DftCheckCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var folders = new Argument<string[]>("DIR") { Description = "Folders with INCAR, POSCAR, KPOINTS and POTCAR.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "One JSON object a problem." };
        var command = new Command("check", "Checks the inputs of VASP runs against their own rules and against each other. Exit code 3 when something is wrong, 0 when there are warnings alone.") { folders, json };
        command.SetAction(parsed => Run(parsed.GetValue(folders)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] folders, bool asJson)
    {
        var wrong = false;
        using var lines = asJson ? new JsonLines() : null;
        foreach (var folder in folders)
        {
            if (!Directory.Exists(folder))
            {
                wrong = true;
                Console.Error.WriteLine($"{folder}: there is no such folder; give one with INCAR, POSCAR, KPOINTS and POTCAR.");
                continue;
            }

            var problems = FolderCheck.Of(folder);
            wrong |= problems.Any(problem => problem.IsError);
            foreach (var problem in problems)
            {
                if (lines is null)
                    Console.WriteLine(problem);
                else
                    lines.Write(line =>
                    {
                        line.Field("severity", problem.IsError ? "error" : "warning");
                        line.Field("file", problem.File);
                        if (problem.Line > 0)
                            line.WriteNumber("line", problem.Line);
                        else
                            line.WriteNull("line");
                        line.Field("field", problem.Field.Length > 0 ? problem.Field : null);
                        line.Field("message", problem.Message);
                    });
            }

            if (lines is null && problems.IsEmpty)
                Console.WriteLine($"{folder}: nothing is wrong.");
        }

        return wrong ? ExitCode.BadInput : ExitCode.Done;
    }
}
