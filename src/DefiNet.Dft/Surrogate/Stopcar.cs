using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Surrogate;

/// <summary>What the file STOPCAR in a run's folder asks for.</summary>
internal enum Stopcar
{
    /// <summary>Nothing: to go on.</summary>
    Absent,

    /// <summary>LSTOP: to stop after the ionic step.</summary>
    AfterIonicStep,

    /// <summary>LABORT: to stop at once.</summary>
    AtOnce,
}

/// <summary>Looks for STOPCAR.</summary>
internal static class StopcarReader
{
    // Nobody writes a longer one; a file that is still being written or is something else is not waited for.
    private const long LongestFile = 1 << 16;

    /// <summary>What the folder's STOPCAR asks for now.</summary>
    public static Stopcar Read(string folder)
    {
        var path = Path.Combine(folder, RunFolder.Stopcar);
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > LongestFile)
            return Stopcar.Absent;
        var tags = Incar.Read(path);
        return tags.Logical("LABORT") == true ? Stopcar.AtOnce
            : tags.Logical("LSTOP") == true ? Stopcar.AfterIonicStep
            : Stopcar.Absent;
    }
}
