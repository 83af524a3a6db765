namespace DefiNet.Learning.DataSets;

/// <summary>Where pairs come from.</summary>
public interface IPairSource
{
    /// <summary>What it is, for a person.</summary>
    string Title { get; }

    /// <summary>Licence of the data, with whom to name; null when it is not known.</summary>
    string? License { get; }

    /// <summary>Changes when the pairs do: graphs that were built are used again as long as it is the same.</summary>
    string Identity { get; }

    /// <summary>Reads the pairs, in an order that does not change.</summary>
    /// <param name="refused">Told in one sentence of every pair that cannot be used.</param>
    IEnumerable<TrainingPair> Read(Action<string> refused);
}
