using System.Collections.Immutable;

namespace DefiNet.Dft.Vasp.Checks;

/// <summary>Collects problems of one INCAR or other file.</summary>
internal sealed class ProblemList(string file, Func<string, int>? lineOf = null)
{
    private readonly ImmutableArray<InputProblem>.Builder _problems = ImmutableArray.CreateBuilder<InputProblem>();

    public ImmutableArray<InputProblem> ToImmutable() => _problems.ToImmutable();

    public void Error(string field, string message) => _problems.Add(new(true, file, lineOf?.Invoke(field) ?? 0, field, message));

    public void Warning(string field, string message) => _problems.Add(new(false, file, lineOf?.Invoke(field) ?? 0, field, message));

    /// <summary>Runs a rule; a value that cannot be read is a problem of its own.</summary>
    public void Try(Action rule)
    {
        try
        {
            rule();
        }
        catch (DftException failure)
        {
            var problem = RunInputFiles.Of(failure.Message, file);
            if (!_problems.Contains(problem))
                _problems.Add(problem);
        }
    }
}
