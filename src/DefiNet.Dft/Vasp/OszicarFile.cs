namespace DefiNet.Dft.Vasp;

/// <summary>Writes OSZICAR: a line for each electronic step and one for each ionic step.</summary>
internal sealed class OszicarFile : IDisposable
{
    private readonly StepFile _file;
    private double _lastEnergy;

    public OszicarFile(string path, VaspProgram program)
    {
        _file = new(path);
        if (program.Notes.Length > 0)
            _file.Text.Line($" #{program.FirstLine}");
        _file.Flush();
    }

    public void ElectronicStep(int number, double energy, double change)
    {
        if (number == 1)
            _file.Text.Line("       N       E                     dE             d eps       ncg     rms          rms(c)");
        _file.Text.Append("DAV: ").I(number, 3).Append("   ").E(energy, 20, 12).Append("   ").E(change, 12, 5).Append("   ").E(change, 12, 5).I(0, 6).Append("  ").E(Math.Abs(change), 10, 3).Line();
        _file.Flush();
    }

    public void CompleteIonicStep(int step, double energy, double energySigma0)
    {
        _file.Text.I(step, 4).Append(" F= ").E(energy, 14, 8).Append(" E0= ").E(energySigma0, 14, 8).Append("  d E =").E(energy - _lastEnergy, 12, 6).Line();
        _lastEnergy = energy;
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();
}
