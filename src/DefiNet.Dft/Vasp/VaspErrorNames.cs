using DefiNet.Dft.Errors;

namespace DefiNet.Dft.Vasp;

/// <summary>Names of VASP's messages; see <see cref="ErrorCatalogue"/>.</summary>
internal static class VaspErrorNames
{
    /// <summary>Name of the error in a line; null when it holds none.</summary>
    public static string? Find(ReadOnlySpan<byte> line) =>
        ErrorCatalogue.OfProgram.Search.Next(line, 0, out var phrase) >= 0 ? ErrorCatalogue.OfProgram[phrase].Name : null;
}
