using System.Text;

namespace DefiNet.Campaigns.Storage;

/// <summary>Names of columns: <c>MaxForceEvPerA</c> becomes <c>max_force_ev_per_a</c>.</summary>
internal static class SnakeCase
{
    public static string Of(string name)
    {
        var column = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && column.Length > 0)
                column.Append('_');
            column.Append(char.ToLowerInvariant(letter));
        }

        return column.ToString();
    }
}
