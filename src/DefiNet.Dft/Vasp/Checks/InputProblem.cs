using System.Globalization;

namespace DefiNet.Dft.Vasp.Checks;

/// <summary>Something that a run's inputs should not be.</summary>
/// <param name="IsError">Whether the run cannot do what is meant; else it is worth a look.</param>
/// <param name="File">The file's path.</param>
/// <param name="Line">Line, from 1; 0 where the whole file is meant.</param>
/// <param name="Field">The tag or field.</param>
/// <param name="Message">What is wrong and what would be right, without a point at the end.</param>
public sealed record InputProblem(bool IsError, string File, int Line, string Field, string Message)
{
    /// <summary>The sentence with file, line and field.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{File}{(Line > 0 ? $":{Line}" : "")}: {(IsError ? "" : "warning: ")}{(Field.Length > 0 ? $"{Field}: " : "")}{Message}.");
}
