using DefiNet.Dft.Live;
using DefiNet.Dft.Records;

namespace DefiNet.Dft;

/// <summary>A program that relaxes structures: writes its inputs, says how to start it, reads what it left.</summary>
public interface IDftEngine
{
    /// <summary>Name as in the store: <c>surrogate</c>, <c>vasp</c>.</summary>
    string Name { get; }

    /// <summary>Hexadecimal SHA-256 over everything that must be equal for two runs to be comparable: engine, potential and settings, not the structure.</summary>
    string SettingsHash(IReadOnlyDictionary<string, string> settings);

    /// <summary>Writes the inputs of a new run into an existing, empty folder.</summary>
    /// <exception cref="DftException">The engine cannot treat these inputs.</exception>
    void WriteInputs(RunInputs inputs, string folder);

    /// <summary>How to start the engine in a folder with inputs.</summary>
    EngineCommand Command(string folder);

    /// <summary>Prepares an empty folder to continue from the last complete step of the run's parts, as a user of the engine would. False when no step was complete: then the run begins again from its own inputs.</summary>
    bool TryWriteContinuation(IReadOnlyList<string> partFolders, string folder);

    /// <summary>Reads the record of a run from the folders of its parts, oldest first.</summary>
    /// <exception cref="DftException">There is no readable output.</exception>
    IonicRecord Read(IReadOnlyList<string> partFolders);

    /// <summary>Files whose ends tell how far the engine is while it works: VASP's, where an engine names no others. One that writes none of them is told nothing about.</summary>
    IReadOnlyList<GrowingFile> Growing => VaspLive.Files;

    /// <summary>What those ends say; null before the first complete step.</summary>
    /// <param name="tails">Text of each file by its name; absent files are left out.</param>
    LiveSteps? ReadLive(IReadOnlyDictionary<string, string> tails) => VaspLive.Read(tails);
}
