namespace DefiNet.Workflows.Model;

/// <summary>Says what a list in the designer offers.</summary>
public interface IOptionsProvider
{
    /// <summary>The values to choose from.</summary>
    IEnumerable<string> GetOptions(IServiceProvider services);
}
